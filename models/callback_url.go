package models

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hostLimit is the longest host name that DNS knows, in characters.
const hostLimit = 253

// CleanURL takes away what a person did not mean to type: spaces and invisible
// characters around a URL.
func CleanURL(raw string) string { return trimInvisible(raw) }

func trimInvisible(text string) string { return strings.TrimFunc(text, invisible) }

// invisible covers spaces, control characters and the likes of U+200B and
// U+FEFF, which come along when text is copied from a page.
func invisible(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// checkURL notes what is wrong with a URL that holds at most limit characters.
func checkURL(found *Problems, raw string, limit int) {
	note := func(code Flaw, text string) {
		found.Note("url", code, text)
	}
	if raw == "" {
		note(Blank, "Enter a URL")
		return
	}
	if utf8.RuneCountInString(raw) > limit {
		note(TooLong, fmt.Sprintf("URL must be %s characters or fewer", thousands(limit)))
	}
	u, err := url.Parse(raw)
	switch {
	case !strings.HasPrefix(strings.ToLower(raw), "http:") && !strings.HasPrefix(strings.ToLower(raw), "https:"):
		note(Malformed, "URL must start with https:// or http://")
	case !utf8.ValidString(raw):
		note(Malformed, "URL holds characters that cannot be read")
	case strings.ContainsFunc(raw, invisible):
		note(Malformed, "URL must not contain spaces")
	case err != nil:
		note(Malformed, "URL must look like https://example.com/path")
	default:
		checkURLParts(note, u)
	}
	if strings.Contains(raw, "#") {
		note(Malformed, "URL must not contain a part after #")
	}
}

// checkURLParts notes what is wrong with the parts of a URL that can be read.
func checkURLParts(note func(Flaw, string), u *url.URL) {
	switch host := u.Hostname(); {
	case host == "":
		note(Malformed, "URL must have a host name, like example.com")
	case len(host) > hostLimit:
		note(TooLong, "URL must have a host name of 253 characters or fewer")
	}
	if u.User != nil {
		note(Credentials, "URL must not contain a user name or password. Use Sign-in below")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			note(OutOfRange, "URL must have a port between 1 and 65535")
		}
	}
}

// thousands writes n, which is below a million, as people read it: "1,024".
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
