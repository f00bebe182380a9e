package views

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"callboard/models"
)

// htmxConfig sets htmx up for the strict content policy: nothing is evaluated,
// nothing of a page is kept in the browser, a refused form is swapped in.
const htmxConfig = `{"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},` +
	`{"code":"422","swap":true},{"code":"4(03|04|09|29)","swap":true,"target":"#alerts","swapOverride":"beforeend"},` +
	`{"code":"[45]..","swap":false,"error":true}],"allowEval":false,"allowScriptTags":false,` +
	`"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,` +
	`"historyRestoreAsHxRequest":false,"useTemplateFragments":true,"defaultFocusScroll":false}`

// here marks a link to the page it stands on.
func here(l Link) templ.Attributes {
	if !l.Current {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

var statusWords = map[models.Status]string{
	models.Queued: "Queued", models.Sending: "Sending", models.Retrying: "Retrying", models.Delivered: "Delivered",
	models.Failed: "Failed", models.NotSent: "Not sent", models.Cancelled: "Cancelled",
}

// StatusWord writes a status as people read it: "Not sent".
func StatusWord(s models.Status) string { return statusWords[s] }

// statusClass is the class of a status, and the name of its icon.
func statusClass(s models.Status) string {
	if s == models.NotSent {
		return "notsent"
	}
	return s.String()
}

// Ended puts a full stop behind words that end a sentence, unless they end in a
// mark of their own: "Did you mean city?"
func Ended(words string) string {
	if words == "" || strings.ContainsAny(words[len(words)-1:], ".?!") {
		return words
	}
	return words + "."
}

// Moment writes date and time in UTC: "21 Nov 2026 14:03".
func Moment(at models.Millis) string { return at.Time().Format("2 Jan 2006 15:04") }

// Ago writes how long at lies before now, in the largest fitting unit:
// "38 minutes".
func Ago(at models.Millis, now time.Time) string {
	passed := now.Sub(at.Time())
	switch {
	case passed < time.Minute:
		return Plural(max(0, int(passed.Seconds())), "second", "seconds")
	case passed < time.Hour:
		return Plural(int(passed.Minutes()), "minute", "minutes")
	case passed < 48*time.Hour:
		return Plural(int(passed.Hours()), "hour", "hours")
	}
	return Plural(int(passed.Hours()/24), "day", "days")
}

// typeName writes an event type as people read it. It may go on in another line
// behind a "_", rather than in the middle of a word; a template would set a
// blank there.
func typeName(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strings.ReplaceAll(templ.EscapeString(models.TypeWords(name)), "_", "_<wbr>"))
		return err
	})
}
