package profile

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"callboard/models"
)

// value is a value of a profile as it is compared.
type value struct {
	text     string // of a list or an object its JSON
	missing  bool   // there is none, or it is null
	isNumber bool   // it is a number in the JSON
	numeric  bool   // it is a number, or a text that is one
	number   float64
}

// valueOf reads a field.
func valueOf(raw json.RawMessage) value {
	v := value{text: string(raw)}
	switch {
	case len(raw) == 0 || v.text == "null":
		return value{missing: true}
	case raw[0] == '"':
		v.text = string(raw[1 : len(raw)-1])
		if strings.Contains(v.text, `\`) {
			v.text = string(unescaped([]byte(v.text)))
		}
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		v.isNumber = true
	}
	v.number, v.numeric = number(v.text)
	return v
}

// number reads a decimal number.
func number(text string) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// compare orders two values: what there is not before numbers, these before
// texts, and texts in any letter case.
func (v value) compare(other value) int {
	if order := cmp.Compare(v.rank(), other.rank()); order != 0 {
		return order
	}
	if v.numeric {
		return cmp.Compare(v.number, other.number)
	}
	return strings.Compare(strings.ToLower(v.text), strings.ToLower(other.text))
}

func (v value) rank() int {
	switch {
	case v.missing:
		return 0
	case v.numeric:
		return 1
	}
	return 2
}

// moment writes a time as filters and orders compare it, in UTC.
func moment(t models.Millis) string { return t.Time().UTC().Format("2006-01-02 15:04:05") }
