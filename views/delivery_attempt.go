package views

import (
	"fmt"
	"strconv"
	"strings"

	"callboard/models"
	"callboard/views/code"
)

// Part is one part of the time of an attempt.
type Part struct {
	Class, Label string
	Took         int64 // microseconds
	X, Width     int   // of its bar, in thousandths
}

// parts splits the time of an attempt into its bars.
func parts(t models.Timing) []Part {
	all := []Part{{Class: "a", Label: "DNS", Took: t.DNS}, {Class: "b", Label: "Connect", Took: t.Connect}, {Class: "c", Label: "TLS", Took: t.TLSTime}, {Class: "d", Label: "Wait", Took: t.Wait}, {Class: "e", Label: "Read", Took: t.Read}}
	var shown []Part
	x := 0
	for _, p := range all {
		if p.Took <= 0 || t.Total <= 0 {
			continue
		}
		p.X, p.Width = x, max(2, int(p.Took*1000/t.Total))
		x += p.Width
		shown = append(shown, p)
	}
	return shown
}

// curl writes a command that repeats an attempt. Hidden values become $TOKEN.
func curl(a models.Attempt) string {
	var text strings.Builder
	fmt.Fprintf(&text, "curl -X %s %s", a.Method, quote(a.URL))
	for _, h := range a.RequestHeaders {
		switch {
		case strings.EqualFold(h.Name, "Content-Length"):
		case h.Hidden:
			fmt.Fprintf(&text, " \\\n  -H %s\"$TOKEN\"", quote(h.Name+": "))
		default:
			fmt.Fprintf(&text, " \\\n  -H %s", quote(h.Name+": "+h.Value))
		}
	}
	body := code.New(models.ContentType(a.RequestHeaders), a.RequestBody, true)
	if body.Kind == "no text" || body.Cut() || a.BodyPacking == models.BodiesRemoved {
		text.WriteString(" \\\n  --data-binary @body")
	} else {
		fmt.Fprintf(&text, " \\\n  --data-binary %s", quote(strings.ReplaceAll(body.Raw, code.Hidden, "$TOKEN")))
	}
	return text.String()
}

// quote writes text as one word of a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// answerBody makes the kept beginning of an answer ready to be shown.
func answerBody(a models.Attempt, canSee bool) code.Body {
	text, encoding, ok := a.AnswerText()
	if ok && encoding != "" {
		return code.New(models.ContentType(a.ResponseHeaders), text, canSee) // its size says nothing about the text
	}
	return code.New(models.ContentType(a.ResponseHeaders), a.ResponseBody, canSee).Of(a.ResponseSize)
}

// attemptWords sums an attempt up in a line of the list.
func attemptWords(a models.Attempt) string {
	words := took(a.Timing.Total)
	if a.Cause != "" {
		words = a.Failure().Short() + ", " + words
	} else {
		words = strconv.Itoa(a.Code) + ", " + words
	}
	return words
}

// noAnswer says why there is no answer to show.
func noAnswer(a models.Attempt) string {
	if a.RemoteAddress == "" {
		return "no connection was made."
	}
	return "the connection ended without an answer."
}

// headerCount writes how many header lines there are, and how many of them
// are hidden.
func headerCount(headers []models.Header) string {
	secret := 0
	for _, h := range headers {
		if h.Hidden {
			secret++
		}
	}
	if secret == 0 {
		return strconv.Itoa(len(headers))
	}
	return fmt.Sprintf("%d, %d hidden", len(headers), secret)
}

// suggestion says what to do about a failed attempt.
func (d DeliveryPage) suggestion(a models.Attempt) string {
	f := a.Failure()
	f.Ended = d.Row.Status.Final()
	return strings.TrimSpace(f.Suggestion() + " " + a.HandshakeHint())
}
