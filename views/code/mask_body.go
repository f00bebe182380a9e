package code

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// MaskedBody returns the body of a request or an answer as programs read it: as a
// whole, byte for byte but for the values that New hides always. JSON stays JSON.
func MaskedBody(contentType string, body []byte) []byte {
	mask, whole := masker{}, wholeRunes(body)
	switch kind := kindOf(contentType, whole); {
	case kind == kindForm:
		return []byte(mask.rawForm(string(body)))
	case kind == kindXML:
		return []byte(join(mask.xml(whole, false)))
	case kind == kindJSON, bytes.IndexAny(bytes.TrimSpace(body), "{[") == 0: // of any characters
		return Masked(body)
	}
	return body
}

// kind is what a body is, as far as it matters to what is hidden in it.
type kind int

const (
	kindText kind = iota
	kindJSON
	kindForm
	kindXML
	kindNoText
	kindCutJSON // text that begins as JSON: it was cut, most likely
)

func kindOf(contentType string, body []byte) kind {
	switch {
	case json.Valid(body) && bytes.ContainsAny(body, "{["):
		return kindJSON
	case strings.Contains(strings.ToLower(contentType), "form-urlencoded"):
		return kindForm
	case isXML(contentType, body) && utf8.Valid(body):
		return kindXML
	case !utf8.Valid(body):
		return kindNoText
	case bytes.IndexAny(bytes.TrimSpace(body), "{[") == 0:
		return kindCutJSON
	}
	return kindText
}
