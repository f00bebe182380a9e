package schema

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// numberLimit is how long a number may be that is checked, in characters, and
// how large its exponent: one of 1e999999 has a million digits.
const numberLimit = 400

var errNumber = errors.New("it holds a number that is too long, or too far from 1")

// countable says whether the numbers within a value can be worked with.
func countable(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, value := range v {
			if !countable(value) {
				return false
			}
		}
	case []any:
		for _, value := range v {
			if !countable(value) {
				return false
			}
		}
	case json.Number:
		return short(string(v))
	}
	return true
}

// digits is how many digits a number that is short has when it is written out,
// or a little more.
func digits(number string) int {
	e := strings.IndexAny(number, "eE")
	if e < 0 {
		return len(number)
	}
	exponent, _ := strconv.Atoi(number[e+1:])
	return len(number) + max(exponent, -exponent)
}

func short(number string) bool {
	e := strings.IndexAny(number, "eE")
	if e < 0 {
		return len(number) <= numberLimit
	}
	exponent, err := strconv.Atoi(number[e+1:])
	return err == nil && len(number) <= numberLimit && exponent <= numberLimit && exponent >= -numberLimit
}
