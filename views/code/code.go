// Package code makes the bodies of requests and answers ready to be shown: in
// colours, laid out, and with hidden values hidden.
package code

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"callboard/models"
)

// Span is a piece of shown code with the class of its colour: "k" for keys,
// "s" for texts, "n" for numbers and words, "x" for what is hidden, "" plain.
type Span struct{ Class, Text string }

// Body is the body of a request or answer, ready to be shown.
type Body struct {
	Kind   string // "JSON", "XML", "form fields", "text", "no text"
	Size   int    // bytes kept
	Total  int64  // bytes that there were; negative for more than were counted
	Pretty []Span
	Raw    string
}

// shownLimit is the most of a body that a page shows, in bytes.
const shownLimit = 64 << 10

// New prepares a body. Values of secret keys are hidden always, all values
// when values is false.
func New(contentType string, body []byte, values bool) Body {
	mask := masker{all: !values}
	shown := Body{Size: len(body), Total: int64(len(body))}
	body = wholeRunes(body)
	switch kind := kindOf(contentType, body); {
	case kind == kindJSON:
		shown.Kind, shown.Pretty = "JSON", mask.prettyJSON(body)
		shown.Raw = join(mask.json(body))
	case kind == kindForm:
		shown.Kind, shown.Pretty = "form fields", mask.form(body)
		shown.Raw = mask.rawForm(string(body))
	case kind == kindXML:
		shown.Kind, shown.Pretty = "XML", mask.xml(body, true)
		shown.Raw = join(mask.xml(body, false))
	case kind == kindNoText:
		shown.Kind = "no text"
	case values && kind == kindCutJSON:
		shown.Kind, shown.Pretty = "text", mask.json(body)
		shown.Raw = join(shown.Pretty)
	case values:
		shown.Kind, shown.Raw = "text", string(body)
		shown.Pretty = []Span{{"", shown.Raw}}
	default:
		shown.Kind, shown.Raw = "text", Hidden
		shown.Pretty = []Span{{"x", Hidden}}
	}
	shown.Pretty, shown.Raw = cut(shown.Pretty), cutText(shown.Raw)
	return shown
}

// Of is the body of which only the beginning was kept, of total bytes.
func (b Body) Of(total int64) Body {
	b.Total = total
	return b
}

// Shown is how many bytes a page shows.
func (b Body) Shown() int64 { return int64(min(b.Size, shownLimit)) }

// Cut says that a page shows only the beginning.
func (b Body) Cut() bool { return b.Total < 0 || b.Total > b.Shown() }

// wholeRunes leaves the last character out when text was cut within it.
func wholeRunes(text []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if tail := text[len(text)-i:]; utf8.RuneStart(tail[0]) && !utf8.FullRune(tail) {
			return text[:len(text)-i]
		}
	}
	return text
}

// Spans writes code as it is, space for space, which a template would not.
func Spans(all []Span) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, span := range all {
			text := markTurns(templ.EscapeString(span.Text))
			if span.Class != "" {
				text = `<span class="` + span.Class + `">` + text + `</span>`
			}
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
		return nil
	})
}

// markTurns keeps characters that turn the direction of text from turning what follows
// them, and lets people see that they are there. What is copied stays what it is.
func markTurns(escaped string) string {
	if !strings.ContainsFunc(escaped, models.TurnsText) {
		return escaped
	}
	var marked strings.Builder
	for _, r := range escaped {
		if models.TurnsText(r) {
			fmt.Fprintf(&marked, `<span class="turn" title="%U">%c</span>`, r, r)
			continue
		}
		marked.WriteRune(r)
	}
	return marked.String()
}

func join(spans []Span) string {
	var text strings.Builder
	for _, span := range spans {
		text.WriteString(span.Text)
	}
	return text.String()
}

func cut(spans []Span) []Span {
	size := 0
	for i := range spans {
		if size += len(spans[i].Text); size > shownLimit {
			spans[i].Text = cutText(spans[i].Text)
			return spans[:i+1]
		}
	}
	return spans
}

func cutText(text string) string {
	if len(text) <= shownLimit {
		return text
	}
	return strings.ToValidUTF8(text[:shownLimit], "")
}

// FirstLines is the beginning of shown code, of at most so many lines.
func FirstLines(all []Span, most int) []Span {
	var first []Span
	for _, span := range all {
		for i, c := range span.Text {
			if c != '\n' {
				continue
			}
			if most--; most == 0 {
				return append(first, Span{span.Class, span.Text[:i]}, Span{"", "\n…"})
			}
		}
		first = append(first, span)
	}
	return first
}
