package main

import (
	"strings"
	"testing"
)

// Whatever way the address is written, it is compared with what browsers send.
func TestPublicURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "",
		"https://callboard.example.org":      "https://callboard.example.org",
		"https://callboard.example.org/":     "https://callboard.example.org",
		"https://callboard.example.org//":    "https://callboard.example.org",
		"https://Callboard.Example.org:443":  "https://callboard.example.org",
		"http://callboard.lan:80":            "http://callboard.lan",
		"http://callboard.lan:443":           "http://callboard.lan:443",
		"https://callboard.example.org:8443": "https://callboard.example.org:8443",
		"https://callboard.example.org.":     "https://callboard.example.org",
		"https://bücher.example":             "https://xn--bcher-kva.example",
		"https://[2001:DB8::0:7]:8443":       "https://[2001:db8::7]:8443",
		"http://My_Server:9000":              "http://my_server:9000",
		"http://192.0.2.7":                   "http://192.0.2.7",
	} {
		u, err := parsePublicURL(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := ""
		if u != nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%s is read as %s, want %s", text, got, want)
		}
	}
	for text, says := range map[string]string{
		"https://example.org/callboard":  "give it a host name of its own",
		"https://example.org/callboard/": "give it a host name of its own",
		"https://a b.example.org":        "write it like",
		"https://example.org?":           "write it like",
		"ftp://example.org":              "write it like",
	} {
		if _, err := parsePublicURL(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
