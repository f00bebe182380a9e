package models_test

import (
	"bufio"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
)

// FuzzProblem sends every header that may be added: the receiver reads the one
// line that was meant, and no other.
func FuzzProblem(f *testing.F) {
	for _, line := range [][2]string{
		{"X-Shop", "7"},
		{"Authorization", "Bearer abc"},
		{"x-token", ""},
		{"webhook-id", "1"},
		{"Content-Length", "0"},
		{"X\r\nHost", "evil"},
		{"X-A", "b\r\nX-C: d"},
		{"X-A", "\x00"},
		{"X-Ä", "ä"},
		{" X-A", " b "},
		{"X-A:", ":"},
		{"!#$%&'*+-.^_`|~", "~ !"},
		{"Host", "other.example"},
		{"tRANSFER-eNCODING", "chunked"},
	} {
		f.Add(line[0], line[1])
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		models.IsSignInHeader(name)
		if problem := models.HeaderProblem(name, value); problem != "" {
			if len(value) > 40 && strings.Contains(problem, value) && !strings.Contains(name, value) {
				t.Errorf("the problem shows the value: %s", problem)
			}
			return
		}
		request, err := http.NewRequest(http.MethodPost, "http://crm.example/in", strings.NewReader("[]"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("User-Agent", "Callboard")
		request.Header.Set(name, value)
		var sent bytes.Buffer
		if err := request.Write(&sent); err != nil {
			t.Fatalf("%q: %q cannot be sent: %v", name, value, err)
		}
		got, err := http.ReadRequest(bufio.NewReader(&sent))
		if err != nil {
			t.Fatalf("%q: %q cannot be read: %v", name, value, err)
		}
		if got.Header.Get(name) != strings.Trim(value, " ") || len(got.Header) != 3 || got.Host != "crm.example" || got.ContentLength != 2 {
			t.Errorf("%q: %q arrives as %q to %s", name, value, got.Header, got.Host)
		}
	})
}
