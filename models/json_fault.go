package models

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// JSONFault is where a text stops to be JSON. Lines and columns count from 1,
// columns in characters.
type JSONFault struct {
	Line, Column int
	Met          string // "‘}’", "the end"
	Wanted       string // "a value"
}

// String words a fault: "Line 2, column 5: ‘}’ where a value should be".
func (f JSONFault) String() string {
	return fmt.Sprintf("Line %d, column %d: %s where %s should be", f.Line, f.Column, f.Met, f.Wanted)
}

// NoJSON says what keeps text from being one JSON value that we keep, as the
// rest of a sentence about it; "" when nothing does.
func NoJSON(text []byte) string {
	if bad := firstNoUTF8(text); bad >= 0 {
		return "must be UTF-8. " + faultAt(text, bad, "a character").String()
	}
	if TooDeep(text) {
		return "must not be nested more than 1,000 deep"
	}
	s := jsonScanner{text: text}
	if wanted := s.value(); wanted != "" {
		return "is not valid JSON. " + faultAt(text, s.at, wanted).String()
	}
	if s.blanks(); s.at < len(text) {
		return "must be one JSON value, and nothing after it. " + faultAt(text, s.at, "the end").String()
	}
	return ""
}

// NoJSONObject is NoJSON for one JSON object.
func NoJSONObject(text []byte) string {
	s := jsonScanner{text: text}
	if s.blanks(); s.next() != '{' && firstNoUTF8(text) < 0 && !TooDeep(text) {
		return "must be a JSON object. " + faultAt(text, s.at, "‘{’").String()
	}
	return strings.Replace(NoJSON(text), "one JSON value", "one JSON object", 1)
}

// firstNoUTF8 returns where text stops to be UTF-8, -1 when it does not.
func firstNoUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}

func faultAt(text []byte, at int, wanted string) JSONFault {
	before := text[:at]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return JSONFault{Line: line, Column: column, Met: metAt(text[at:]), Wanted: wanted}
}

// wordLimit is how much of a word that is none of JSON's is shown, in bytes.
const wordLimit = 20

// metAt says what a text begins with: a whole word, or one character.
func metAt(text []byte) string {
	if len(text) == 0 {
		return "the end"
	}
	if word := jsonWord(text); len(word) > 0 {
		return "‘" + string(word[:min(len(word), wordLimit)]) + "’"
	}
	r, size := utf8.DecodeRune(text)
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf("the byte %02X", text[0])
	case r == '\n', r == '\r':
		return "a line break"
	case r == '\t':
		return "a tab"
	case r < ' ', r == '\u007f', r == '\u00a0', r == '\ufeff':
		return fmt.Sprintf("the character U+%04X", r)
	}
	return "‘" + string(r) + "’"
}

// jsonWord returns the letters, digits and underscores that text begins with.
func jsonWord(text []byte) []byte {
	end := slices.IndexFunc(text, func(c byte) bool {
		return c != '_' && !('0' <= c && c <= '9') && !('a' <= c|0x20 && c|0x20 <= 'z')
	})
	if end < 0 {
		return text
	}
	return text[:end]
}

// jsonScanner goes over a text as long as it is JSON (RFC 8259). Each method
// reads one thing, and returns what should be at the place where it stopped; ""
// when it was read. How deep it goes is bounded by DepthLimit, which is looked
// at before.
type jsonScanner struct {
	text []byte
	at   int
}

// next returns the byte that comes, 0 at the end.
func (s *jsonScanner) next() byte {
	if s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *jsonScanner) blanks() {
	for c := s.next(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = s.next() {
		s.at++
	}
}

func (s *jsonScanner) value() (wanted string) {
	s.blanks()
	switch c := s.next(); {
	case c == '{':
		return s.list('}', s.member)
	case c == '[':
		return s.list(']', s.value)
	case c == '"':
		return s.quoted()
	case c == '-', '0' <= c && c <= '9':
		return s.number()
	}
	word := string(jsonWord(s.text[s.at:]))
	if word != "true" && word != "false" && word != "null" {
		return "a value"
	}
	s.at += len(word)
	return ""
}

// list reads an object or a list, which ends with end.
func (s *jsonScanner) list(end byte, part func() string) (wanted string) {
	s.at++
	if s.blanks(); s.next() == end {
		s.at++
		return ""
	}
	for {
		if wanted := part(); wanted != "" {
			return wanted
		}
		s.blanks()
		switch s.next() {
		case end:
			s.at++
			return ""
		case ',':
			s.at++
		default:
			return "a comma or ‘" + string(end) + "’"
		}
	}
}

func (s *jsonScanner) member() (wanted string) {
	if s.blanks(); s.next() != '"' {
		return "a name in double quotes"
	}
	if wanted := s.quoted(); wanted != "" {
		return wanted
	}
	if s.blanks(); s.next() != ':' {
		return "a colon"
	}
	s.at++
	return s.value()
}

// quoted reads a text in double quotes.
func (s *jsonScanner) quoted() (wanted string) {
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.next(); {
		case c == '"':
			s.at++
			return ""
		case c == '\n', c == '\r':
			return `\n, or the closing quote,`
		case c < ' ':
			return fmt.Sprintf(`\u%04x`, c)
		case c == '\\':
			if wanted := s.escape(); wanted != "" {
				return wanted
			}
		}
	}
	return "the closing quote"
}

// escape reads what follows a backslash, but for its last byte.
func (s *jsonScanner) escape() (wanted string) {
	s.at++
	if s.next() != 'u' {
		if s.next() == 0 || !strings.ContainsRune(`"\/bfnrt`, rune(s.next())) {
			return `one of " \ / b f n r t u, after a backslash,`
		}
		return ""
	}
	for range 4 {
		s.at++
		if c := s.next(); !('0' <= c && c <= '9') && !('a' <= c|0x20 && c|0x20 <= 'f') {
			return "a hex digit"
		}
	}
	return ""
}

func (s *jsonScanner) number() (wanted string) {
	if s.next() == '-' {
		s.at++
	}
	if s.next() == '0' {
		s.at++
	} else if !s.digits() {
		return "a digit"
	}
	if s.next() == '.' {
		if s.at++; !s.digits() {
			return "a digit"
		}
	}
	if s.next()|0x20 == 'e' {
		if s.at++; s.next() == '+' || s.next() == '-' {
			s.at++
		}
		if !s.digits() {
			return "a digit"
		}
	}
	return ""
}

func (s *jsonScanner) digits() bool {
	start := s.at
	for c := s.next(); '0' <= c && c <= '9'; c = s.next() {
		s.at++
	}
	return s.at > start
}
