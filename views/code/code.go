// Package code makes the bodies of requests and answers ready to be shown: in
// colours, laid out, and with hidden values hidden.
package code

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Span is a piece of shown code with the class of its colour: "k" for keys,
// "s" for texts, "n" for numbers and words, "x" for what is hidden, "" plain.
type Span struct{ Class, Text string }

// Body is the body of a request or answer, ready to be shown.
type Body struct {
	Kind   string // "JSON", "form fields", "text", "no text"
	Size   int    // bytes kept
	Pretty []Span
	Raw    string
}

// shownLimit is the most of a body that a page shows, in bytes.
const shownLimit = 64 << 10

// Hidden stands for a value that is not shown.
const Hidden = "•••"

// secretKeys are parts of names whose values are never shown.
var secretKeys = []string{"password", "passwd", "secret", "token", "api_key", "apikey", "authorization", "cvv", "card_number", "account_holder_pin"}

// New prepares a body. Values of secret keys are hidden always, all values
// when values is false.
func New(contentType string, body []byte, values bool) Body {
	mask := masker{all: !values}
	shown := Body{Size: len(body)}
	switch {
	case json.Valid(body) && bytes.ContainsAny(body, "{["):
		shown.Kind, shown.Pretty = "JSON", mask.prettyJSON(body)
		shown.Raw = join(mask.json(body))
	case strings.Contains(strings.ToLower(contentType), "form-urlencoded"):
		shown.Kind, shown.Pretty = "form fields", mask.form(body)
		shown.Raw = mask.rawForm(string(body))
	case !utf8.Valid(body):
		shown.Kind = "no text"
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

// Cut says that a page shows only the beginning.
func (b Body) Cut() bool { return b.Size > shownLimit }

// masker turns bytes into spans and hides what must not be seen.
type masker struct{ all bool }

func (m masker) prettyJSON(body []byte) []Span {
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") != nil {
		return []Span{{"", string(body)}}
	}
	return m.json(indented.Bytes())
}

// json splits valid JSON into spans, byte for byte but for hidden values.
func (m masker) json(text []byte) []Span {
	var spans []Span
	key, depth := "", -1 // depth >= 0: inside the value of a secret key
	level := 0
	for len(text) > 0 {
		n := tokenLength(text)
		token := string(text[:n])
		text = text[n:]
		span := Span{classOf(token, text), token}
		switch {
		case span.Class == "k":
			key = strings.Trim(token, `"`)
		case token == "{" || token == "[":
			if depth < 0 && isSecret(key) {
				depth = level
			}
			level++
		case token == "}" || token == "]":
			level--
			if level == depth {
				depth = -1
			}
			key = ""
		case span.Class != "" && (m.all || depth >= 0 || isSecret(key)):
			span = Span{"x", Hidden}
			if depth < 0 {
				key = ""
			}
		case token == ",":
			key = ""
		}
		spans = append(spans, span)
	}
	return spans
}

// tokenLength returns how many bytes the first token of JSON text has: a
// string, a number or word, a run of space, or one punctuation mark.
func tokenLength(text []byte) int {
	switch c := text[0]; {
	case c == '"':
		for i := 1; i < len(text); i++ {
			if text[i] == '\\' {
				i++
			} else if text[i] == '"' {
				return i + 1
			}
		}
		return len(text)
	case strings.IndexByte("{}[],:", c) >= 0:
		return 1
	case isSpace(c):
		return runOf(text, isSpace)
	}
	return runOf(text, func(c byte) bool { return !isSpace(c) && strings.IndexByte("{}[],:\"", c) < 0 })
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func runOf(text []byte, in func(byte) bool) int {
	for i, c := range text {
		if !in(c) {
			return max(i, 1)
		}
	}
	return len(text)
}

// classOf names the colour of a token; rest tells a key from a text.
func classOf(token string, rest []byte) string {
	switch c := token[0]; {
	case c == '"' && bytes.HasPrefix(bytes.TrimLeft(rest, " \n\t\r"), []byte(":")):
		return "k"
	case c == '"':
		return "s"
	case isSpace(c) || strings.IndexByte("{}[],:", c) >= 0:
		return ""
	}
	return "n"
}

// form shows form fields a line each, JSON values in full.
func (m masker) form(body []byte) []Span {
	var spans []Span
	for i, pair := range strings.Split(string(body), "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if i > 0 {
			spans = append(spans, Span{"", "\n"})
		}
		spans = append(spans, Span{"k", name}, Span{"", " = "})
		switch {
		case m.all && !json.Valid([]byte(value)), isSecret(name):
			spans = append(spans, Span{"x", Hidden})
		case json.Valid([]byte(value)) && strings.ContainsAny(value, "{["):
			spans = append(spans, m.prettyJSON([]byte(value))...)
		case m.all:
			spans = append(spans, Span{"x", Hidden})
		default:
			spans = append(spans, Span{"s", value})
		}
	}
	return spans
}

// rawForm keeps the bytes of form fields but for hidden values.
func (m masker) rawForm(body string) string {
	pairs := strings.Split(body, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		clear := unescape(value)
		masked := clear
		switch {
		case isSecret(unescape(name)), m.all && !json.Valid([]byte(clear)):
			masked = Hidden
		case json.Valid([]byte(clear)):
			masked = join(m.json([]byte(clear)))
		}
		if masked != clear {
			pairs[i] = name + "=" + url.QueryEscape(masked)
		}
	}
	return strings.Join(pairs, "&")
}

func unescape(text string) string {
	clear, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return clear
}

func isSecret(key string) bool {
	key = strings.ToLower(key)
	return key != "" && slices.ContainsFunc(secretKeys, func(part string) bool { return strings.Contains(key, part) })
}

// Spans writes code as it is, space for space, which a template would not.
func Spans(all []Span) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, span := range all {
			text := templ.EscapeString(span.Text)
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
