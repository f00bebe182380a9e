package records

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"callboard/models"
)

// jsonText writes text as JSON, without the escapes that only HTML needs.
func jsonText(text string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(text) != nil {
		return []byte(`""`) // cannot be: every string has a form in JSON
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// jsonInt writes a whole number as JSON.
func jsonInt(n int64) []byte { return strconv.AppendInt(nil, n, 10) }

// readText takes a JSON string and writes it in the one form that is stored.
func readText(value []byte) ([]byte, bool) {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return nil, false
	}
	return jsonText(text), true
}

// readFlag takes true, 1 and "1", and their opposites.
func readFlag(value []byte) ([]byte, bool) {
	switch {
	case slices.Contains([]string{`true`, `1`, `"1"`}, string(value)):
		return []byte("true"), true
	case slices.Contains([]string{`false`, `0`, `"0"`}, string(value)):
		return []byte("false"), true
	}
	return nil, false
}

// readInteger takes an integer, as a number or within a text.
func readInteger(value []byte) ([]byte, bool) {
	n, err := strconv.ParseInt(unquoted(value), 10, 64)
	return jsonInt(n), err == nil
}

// readAmount takes a decimal number, as a number or within a text, and keeps
// all its digits.
func readAmount(value []byte) ([]byte, bool) {
	var number json.Number
	if json.Unmarshal(value, &number) != nil || number == "" {
		return nil, false
	}
	return value, true
}

// readProduct takes the id of a product.
func readProduct(value []byte) ([]byte, bool) {
	text := unquoted(value)
	return jsonText(text), models.IsProductID(text)
}

func unquoted(value []byte) string {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return string(value)
	}
	return text
}
