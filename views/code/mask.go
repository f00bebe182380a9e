package code

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"callboard/models"
)

// Hidden stands for a value that is not shown.
const Hidden = "•••"

// masker turns bytes into spans and hides what must not be seen.
type masker struct{ all bool }

// Masked returns JSON as a whole, without the values of secret keys. It is JSON
// still: what is hidden is a text.
func Masked(text []byte) []byte {
	spans := masker{}.json(text)
	for i, span := range spans {
		if span.Class == "x" {
			spans[i].Text = `"` + Hidden + `"`
		}
	}
	return []byte(join(spans))
}

func (m masker) prettyJSON(body []byte) []Span {
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") != nil {
		return []Span{{"", string(body)}}
	}
	return m.json(indented.Bytes())
}

// json splits JSON, which may end early, into spans, byte for byte but for hidden values.
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
			key = nameOf(token)
		case token == "{" || token == "[":
			if depth < 0 && IsSecret(key) {
				depth = level
			}
			level++
		case token == "}" || token == "]":
			level--
			if level == depth {
				depth = -1
			}
			key = ""
		case span.Class != "" && (m.all || depth >= 0 || IsSecret(key)):
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

// nameOf is the key that a token of JSON text means: a letter may be written
// as an escape.
func nameOf(token string) (name string) {
	if json.Unmarshal([]byte(token), &name) != nil {
		name = strings.Trim(token, `"`)
	}
	return name
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
		case m.all && !json.Valid([]byte(value)), IsSecret(name):
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
		case IsSecret(unescape(name)), m.all && !json.Valid([]byte(clear)):
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

// Hides says that a JSON value of this name, or something within it, is never
// shown.
func Hides(name string, value []byte) bool {
	return IsSecret(name) || bytes.IndexAny(value, "{[") == 0 && !bytes.Equal(Masked(value), value)
}

// IsSecret says that values of this name are never shown.
func IsSecret(key string) bool { return models.IsSecretName(key) }
