package code

import (
	"bytes"
	"slices"
	"strings"
)

// isXML says whether a body is XML, whole or cut.
func isXML(contentType string, body []byte) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	kind := strings.Contains(strings.ToLower(contentType), "xml")
	return bytes.HasPrefix(body, []byte("<?xml")) || kind && bytes.HasPrefix(body, []byte("<"))
}

// deepest is how far elements are indented.
const deepest = 40

// markup is XML that is being turned into spans. What stands in an element
// with a secret name, or in <field name="…"> with one, is hidden.
type markup struct {
	mask  masker
	spans []Span
	open  []string // the names of the elements around
	under int      // how many of them there were when a secret one was opened; 0: none is
	last  byte     // what came before: 'o'pening, 'c'losing, 't'ext, 0 for nothing
}

// xml splits XML, which may end early, into spans: byte for byte but for
// hidden values, or with each element on a line of its own.
func (m masker) xml(text []byte, pretty bool) []Span {
	x := markup{mask: m}
	for len(text) > 0 {
		n := pieceLength(text)
		piece := string(text[:n])
		text = text[n:]
		if pretty && strings.TrimSpace(piece) == "" {
			continue
		}
		if pretty {
			x.line(piece)
		}
		x.piece(piece)
	}
	return x.spans
}

// pieceLength returns how many bytes the first piece of XML has: a tag, a
// comment and the like, or text.
func pieceLength(text []byte) int {
	for _, markup := range []struct{ start, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if bytes.HasPrefix(text, []byte(markup.start)) {
			return endOf(text, bytes.Index(text, []byte(markup.end)), len(markup.end))
		}
	}
	if text[0] != '<' {
		return endOf(text, bytes.IndexByte(text, '<'), 0)
	}
	quote := byte(0)
	for i, c := range text {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '>':
			return i + 1
		}
	}
	return len(text)
}

func endOf(text []byte, at, more int) int {
	if at < 0 {
		return len(text)
	}
	return at + more
}

// line begins a new line before a piece that should stand on one.
func (x *markup) line(piece string) {
	closing := strings.HasPrefix(piece, "</")
	switch {
	case len(x.spans) == 0, piece[0] != '<', strings.HasPrefix(piece, "<![CDATA["), x.last == 't', closing && x.last == 'o':
		return
	}
	depth := len(x.open)
	if closing {
		depth--
	}
	x.put("", "\n"+strings.Repeat("  ", max(0, min(depth, deepest))))
}

func (x *markup) put(class, text string) { x.spans = append(x.spans, Span{class, text}) }

// value adds text that people may not be meant to see.
func (x *markup) value(class, text string, secret bool) {
	if strings.TrimSpace(text) != "" && (x.mask.all || x.under > 0 || secret) {
		class, text = "x", Hidden
	}
	x.put(class, text)
}

func (x *markup) piece(piece string) {
	switch {
	case strings.HasPrefix(piece, "<?xml "):
		x.put("", piece)
		x.last = 'c'
	case strings.HasPrefix(piece, "<!"), strings.HasPrefix(piece, "<?"):
		x.value("", piece, false)
		if x.last = 'c'; strings.HasPrefix(piece, "<![CDATA[") {
			x.last = 't'
		}
	case strings.HasPrefix(piece, "</"):
		x.close(piece)
	case piece[0] == '<':
		x.tag(piece)
	default:
		x.value(wordClass(piece), piece, false)
		x.last = 't'
	}
}

// close takes the end of an element. One that was never opened ends nothing.
func (x *markup) close(piece string) {
	name := strings.Trim(piece, "</> \t\r\n")
	if i := lastOf(x.open, name); i >= 0 {
		x.open = x.open[:i]
		if len(x.open) < x.under {
			x.under = 0
		}
	}
	x.put("", "</")
	x.put("k", strings.TrimSuffix(piece[2:], ">"))
	if strings.HasSuffix(piece, ">") {
		x.put("", ">")
	}
	x.last = 'c'
}

func lastOf(names []string, name string) int {
	for i, open := range slices.Backward(names) {
		if open == name {
			return i
		}
	}
	return -1
}

// tag takes the beginning of an element with its attributes.
func (x *markup) tag(piece string) {
	inside, ended := strings.CutSuffix(piece[1:], ">")
	inside, empty := strings.CutSuffix(inside, "/")
	name := inside
	if i := strings.IndexAny(inside, " \t\r\n"); i >= 0 {
		name = inside[:i]
	}
	x.put("", "<")
	x.put("k", name)
	secret := IsSecret(name)
	for rest := inside[len(name):]; rest != ""; {
		key, value, after := attribute(rest)
		isName := name == "field" && strings.TrimSpace(key) == "name="
		x.put("", key)
		if value != "" && isName {
			x.put("k", value)
			secret = secret || IsSecret(value)
		} else if value != "" {
			x.value("s", value, secret || IsSecret(key))
		}
		rest = after
	}
	x.last = 'o'
	if empty {
		x.put("", "/")
		x.last = 'c'
	} else {
		if x.open = append(x.open, name); secret && x.under == 0 {
			x.under = len(x.open)
		}
	}
	if ended {
		x.put("", ">")
	}
}

// attribute cuts the first attribute off: what comes before its value, and
// the value with its quotes; "" when there is none.
func attribute(text string) (key, value, rest string) {
	i := strings.IndexAny(text, `"'`)
	if i < 0 {
		return text, "", ""
	}
	end := strings.IndexByte(text[i+1:], text[i])
	if end < 0 {
		return text[:i], text[i:], ""
	}
	return text[:i], text[i : i+end+2], text[i+end+2:]
}

// wordClass is the colour of the text of an element.
func wordClass(text string) string {
	text = strings.TrimSpace(text)
	if text == "true" || text == "false" || text != "" && strings.Trim(text, "0123456789.-+eE") == "" {
		return "n"
	}
	return "s"
}
