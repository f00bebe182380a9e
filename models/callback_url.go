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

// address is a URL of a callback, and the field of the form that it is typed
// in.
type address struct {
	field, label string
	raw          string
	limit        int // characters
}

// check adds what is wrong with an address to problems.
func (a address) check(problems *Problems) {
	note := func(code ProblemCode, text string) {
		problems.Note(a.field, code, a.label+" must "+text)
	}
	if utf8.RuneCountInString(a.raw) > a.limit {
		note(TooLong, fmt.Sprintf("be %s characters or fewer", thousands(a.limit)))
	}
	u, err := url.Parse(a.raw)
	switch {
	case !strings.HasPrefix(strings.ToLower(a.raw), "http:") && !strings.HasPrefix(strings.ToLower(a.raw), "https:"):
		note(Malformed, "start with https:// or http://")
	case !utf8.ValidString(a.raw):
		note(Malformed, "hold only characters that can be read")
	case strings.ContainsFunc(a.raw, invisible):
		note(Malformed, "not contain spaces")
	case err != nil:
		note(Malformed, "look like https://example.com/path")
	default:
		checkURLParts(note, u)
	}
	if strings.Contains(a.raw, "#") {
		note(Malformed, "not contain a part after #")
	}
}

// checkURLParts checks the parts of a URL that can be read.
func checkURLParts(note func(ProblemCode, string), u *url.URL) {
	switch host := u.Hostname(); {
	case host == "":
		note(Malformed, "have a host name, like example.com")
	case len(host) > hostLimit:
		note(TooLong, "have a host name of 253 characters or fewer")
	}
	if u.User != nil {
		note(Credentials, "not contain a user name or password. Use Sign-in below")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			note(OutOfRange, "have a port between 1 and 65535")
		}
	}
}

// checkWhere looks at the URL, and at the backup URL if there is one.
func (c Callback) checkWhere(problems *Problems) {
	limit := c.Kind.Traits().URLLimit
	if c.URL == "" {
		problems.Note("url", Blank, "Enter a URL")
	} else {
		address{"url", "URL", c.URL, limit}.check(problems)
	}
	switch backup := c.Settings.BackupURL; {
	case backup == "":
	case backup == c.URL:
		problems.Note("backup_url", NotListed, "Backup URL must differ from the URL")
	case len(c.Plan()) <= BackupAfter:
		problems.Note("backup_url", OutOfRange,
			fmt.Sprintf("The backup URL comes after %d failed attempts. Choose more attempts, or leave it empty", BackupAfter))
	default:
		address{"backup_url", "Backup URL", backup, limit}.check(problems)
	}
}

// FitsPath says whether something can be found by name: the path of an address
// that ends with one of these is another path.
func FitsPath(name string) bool { return name != "." && name != ".." }
