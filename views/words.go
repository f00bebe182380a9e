package views

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"callboard/models/deliverylog"

	"github.com/a-h/templ"

	"callboard/models"
)

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

// RoleWord writes a role as people read it: "Manager".
func RoleWord(r models.Role) string {
	if r == "" {
		return ""
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// lowerFirst writes a sentence as the rest of another.
func lowerFirst(sentence string) string {
	if sentence == "" {
		return ""
	}
	return strings.ToLower(sentence[:1]) + strings.TrimSuffix(sentence[1:], ".")
}

// oneLine is the first line of a text, of at most so many characters.
func oneLine(text string, most int) string {
	line, _, more := strings.Cut(text, "\n")
	short := []rune(line)
	if more || len(short) > most {
		return string(short[:min(len(short), most)]) + "…"
	}
	return line
}

// sentence makes a sentence of a few words.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return Ended(strings.ToUpper(words[:1]) + words[1:])
}

func minute(t time.Time) string { return t.UTC().Format("2 Jan 15:04") }

// causeLabel names a cause without the number of an answer.
func causeLabel(c models.Cause) string {
	return strings.ReplaceAll(models.Failure{Cause: c}.Short(), " (0)", "")
}

// took writes a time in microseconds: "0.4 ms", "1,204 ms".
func took(us int64) string {
	switch {
	case us <= 0:
		return "–"
	case us < 10_000:
		return fmt.Sprintf("%.1f ms", float64(max(us, 100))/1000)
	}
	return Number(int((us+500)/1000)) + " ms"
}

// until writes how long it is to t: "in 3 min".
func until(t, now time.Time) string {
	switch wait := t.Sub(now).Round(time.Second); {
	case wait <= 0:
		return "now"
	case wait < time.Minute:
		return fmt.Sprintf("in %d s", int(wait.Seconds()))
	case wait < time.Hour:
		return fmt.Sprintf("in %d min", int(wait.Round(time.Minute).Minutes()))
	case wait < 48*time.Hour:
		return fmt.Sprintf("in %d h", int(wait.Round(time.Hour).Hours()))
	default:
		return fmt.Sprintf("in %d days", int(wait.Hours()/24))
	}
}

// codeWords writes an HTTP status as receivers know it: "503 Service
// Unavailable".
func codeWords(code int) string { return http.StatusText(code) }

// bytesWords writes a size: "643 bytes", "12 KB", "over 1 MiB" for -1.
func bytesWords(n int64) string {
	switch {
	case n < 0:
		return "over 1 MiB"
	case n == 1:
		return "1 byte"
	case n < 10_000:
		return Number(int(n)) + " bytes"
	}
	return Number(int(n/1000)) + " KB"
}

// clock writes the time of a moment in UTC: "14:03:22".
func clock(at models.Millis) string { return at.Time().Format("15:04:05") }

// machineTime writes a moment in UTC as a time element carries it.
func machineTime(at models.Millis) string { return at.Time().Format(time.RFC3339) }

// codeNumber writes the number of an answer.
func codeNumber(code int) string { return strconv.Itoa(code) }

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// countedNumber writes a number that was counted up to the limit of the log.
func countedNumber(n int) string {
	if n > deliverylog.CountLimit {
		return Number(deliverylog.CountLimit) + "+"
	}
	return Number(n)
}

// Number writes n with a comma between thousands.
func Number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Plural writes n with its noun: "1 location", "1,204 locations".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Shorten keeps both ends of a long id: "d_8Zk1…3Qa". An id of ours stays
// whole: those that are made one after the other have the same ends.
func Shorten(id string) string {
	const whole = 13 // characters of an id of ours
	if len(id) <= whole {
		return id
	}
	return id[:5] + "…" + id[len(id)-3:]
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
