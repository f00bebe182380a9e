package models

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"golang.org/x/text/encoding/htmlindex"
)

// AnswerShown is the most of an unpacked answer that is shown, in bytes.
const AnswerShown = 64 << 10

// AnswerText returns the kept beginning of an answer as text, and how it was
// encoded: "gzip, iso-8859-1", or "" where the text came as it is. It is false
// for what is no text.
func (a Attempt) AnswerText() (text []byte, encoding string, ok bool) {
	var names []string
	text = a.ResponseBody
	if packed := a.responseHeader("Content-Encoding"); packed != "" {
		if unpacked, done := unpack(strings.ToLower(packed), text); done {
			text, names = unpacked, append(names, packed)
		}
	}
	if charset := a.charset(); charset != "" && !strings.EqualFold(charset, "utf-8") {
		if decoded, done := decodeCharset(charset, text); done {
			text, names = decoded, append(names, charset)
		}
	}
	text = wholeCharacters(text)
	return text, strings.Join(names, ", "), utf8.Valid(text) && bytes.IndexByte(text, 0) < 0
}

func (a Attempt) responseHeader(name string) string {
	for _, h := range a.ResponseHeaders {
		if strings.EqualFold(h.Name, name) {
			return strings.TrimSpace(h.Value)
		}
	}
	return ""
}

// charset returns the character set that an answer names, "" for none.
func (a Attempt) charset() string {
	_, parameters, _ := mime.ParseMediaType(a.responseHeader("Content-Type")) // no header names none
	return parameters["charset"]
}

// unpack unpacks the beginning of a packed body, and no more than is shown of
// it. It is false where nothing can be unpacked.
func unpack(encoding string, packed []byte) (body []byte, ok bool) {
	in := io.Reader(bytes.NewReader(packed))
	var err error
	switch encoding {
	case "gzip", "x-gzip":
		in, err = gzip.NewReader(in)
	case "br":
		in = brotli.NewReader(in)
	case "deflate":
		if in, err = zlib.NewReader(in); err != nil { // many send it without its frame
			in, err = flate.NewReader(bytes.NewReader(packed)), nil
		}
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	body, _ = io.ReadAll(io.LimitReader(in, AnswerShown)) // it may have been cut
	return body, len(body) > 0
}

// decodeCharset turns text of a character set into UTF-8.
func decodeCharset(name string, text []byte) (decoded []byte, ok bool) {
	charset, err := htmlindex.Get(name)
	if err != nil {
		return nil, false
	}
	decoded, err = charset.NewDecoder().Bytes(text)
	return decoded[:min(len(decoded), AnswerShown)], err == nil
}

// wholeCharacters leaves the last character out when text was cut within it.
func wholeCharacters(text []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if tail := text[len(text)-i:]; utf8.RuneStart(tail[0]) && !utf8.FullRune(tail) {
			return text[:len(text)-i]
		}
	}
	return text
}
