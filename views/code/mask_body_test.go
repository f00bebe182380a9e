package code

import (
	"encoding/json"
	"strings"
	"testing"
)

// Programs read what pages show: whole, and without the values of secret names,
// whatever a body is made of and wherever it was cut.
func TestMaskedBody(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	long := strings.Repeat("long", 40000)
	for name, test := range map[string]struct{ contentType, body, want string }{
		"JSON":             {"", `{"a": 1.50,"Password":"hunter2","b":{"api_key":["hunter2"]}}`, `{"a": 1.50,"Password":"•••","b":{"api_key":["•••"]}}`},
		"long":             {"", `{"a":"` + long + `","token":"hunter2"}`, `{"a":"` + long + `","token":"•••"}`},
		"cut JSON":         {"", `{"password":"hunter2","a":"b`, `{"password":"•••","a":"b`},
		"cut in a letter":  {"", "{\"password\":\"hunter2\",\"a\":\"\xc3", "{\"password\":\"•••\",\"a\":\"\xc3"},
		"cut, not UTF-8":   {"", "{\"a\":\"\xe9\",\"password\":\"hunter2\",", "{\"a\":\"\xe9\",\"password\":\"•••\","},
		"form":             {form, `a=1&password=hunter2&c=%20`, `a=1&password=%E2%80%A2%E2%80%A2%E2%80%A2&c=%20`},
		"JSON in a form":   {form, `event={"token":"hunter2"}`, `event=%7B%22token%22%3A%E2%80%A2%E2%80%A2%E2%80%A2%7D`},
		"XML":              {"text/xml", `<a><b>1</b><password>hunter2</password></a>`, `<a><b>1</b><password>•••</password></a>`},
		"text":             {"text/plain", `password hunter3`, `password hunter3`},
		"bytes":            {"", "\x00\xff\xfe", "\x00\xff\xfe"},
		"without a secret": {"", " [1, 2.0 ,\"x\"]\n", " [1, 2.0 ,\"x\"]\n"},
	} {
		got := string(MaskedBody(test.contentType, []byte(test.body)))
		if got != test.want {
			t.Errorf("%s: %.300q, want %.300q", name, got, test.want)
		}
		if json.Valid([]byte(test.body)) && !json.Valid([]byte(got)) {
			t.Errorf("%s is no JSON any more", name)
		}
	}
}
