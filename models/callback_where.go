package models

import (
	"cmp"
	"fmt"
	"maps"
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

// check notes what is wrong with an address.
func (a address) check(found *Problems) {
	note := func(code Flaw, text string) {
		found.Note(a.field, code, a.label+" must "+text)
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

// checkURLParts notes what is wrong with the parts of a URL that can be read.
func checkURLParts(note func(Flaw, string), u *url.URL) {
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
func (c Callback) checkWhere(found *Problems) {
	limit := c.Kind.Traits().URLLimit
	if c.URL == "" {
		found.Note("url", Blank, "Enter a URL")
	} else {
		address{"url", "URL", c.URL, limit}.check(found)
	}
	switch backup := c.Settings.BackupURL; {
	case backup == "":
	case backup == c.URL:
		found.Note("backup_url", NotListed, "Backup URL must differ from the URL")
	case len(c.Plan()) <= BackupAfter:
		found.Note("backup_url", OutOfRange,
			fmt.Sprintf("The backup URL comes after %d failed attempts. Choose more attempts, or leave it empty", BackupAfter))
	default:
		address{"backup_url", "Backup URL", backup, limit}.check(found)
	}
}

// FitsPath says whether something can be found by name: the path of an address
// that ends with one of these is another path.
func FitsPath(name string) bool { return name != "." && name != ".." }

// checkBatch looks at the name, which the API of batches finds them by, and at
// how many events a request carries.
func (c Callback) checkBatch(found *Problems) {
	switch {
	case c.Name == "":
		found.Note("name", Blank, "Enter a name")
	case !FitsPath(c.Name):
		found.Note("name", Malformed, "Name must not be . or ..")
	}
	if c.LocationID != 0 {
		found.Note("location", NotListed, "A batch callback belongs to a company as a whole")
	}
	if n := c.Settings.BatchSize; n < 1 || n > MaxBatch {
		found.Note("batch_size", OutOfRange, fmt.Sprintf("Batch size must be between 1 and %d", MaxBatch))
	}
	if s := c.Settings.BatchWait; s < 0 || s > maxTimeout {
		found.Note("wait", OutOfRange, fmt.Sprintf("Waiting time must be between 1 and %d seconds", maxTimeout))
	}
}

// cleanHeaders takes away empty lines and what nobody meant to type, hides
// what signs somebody in, and puts hidden values where nobody is shown them.
func (c *Callback) cleanHeaders() {
	var lines []Header
	hidden := maps.Clone(c.Secrets.Headers)
	for _, h := range c.Settings.Headers {
		h.Name, h.Value = trimInvisible(h.Name), trimInvisible(h.Value)
		if h.Name == "" && h.Value == "" {
			continue
		}
		h.Hidden = h.Hidden || IsSignInHeader(h.Name)
		if h.Hidden && h.Value != "" && h.Name != "" {
			if hidden == nil {
				hidden = map[string]string{}
			}
			hidden[lowerASCII(h.Name)], h.Value = h.Value, ""
		}
		lines = append(lines, h)
	}
	c.Settings.Headers, c.Secrets.Headers = lines, hidden
}

// checkHeaders looks at the headers that the operator added. That the values
// of hidden ones are there is for the store to see: see Secrets.Lack.
func (c Callback) checkHeaders(found *Problems) {
	if len(c.Settings.Headers) > MaxHeaders {
		found.Note("headers", TooLong, fmt.Sprintf("There can be at most %d headers", MaxHeaders))
	}
	seen := map[string]bool{"authorization": c.Settings.User != ""}
	for _, h := range c.Settings.Headers {
		name := lowerASCII(h.Name)
		problem := HeaderProblem(h.Name, cmp.Or(h.Value, c.Secrets.Headers[name]))
		switch {
		case problem != "":
			found.Note("headers", Malformed, problem)
		case name == "authorization" && c.Settings.User != "":
			found.Note("headers", NotListed, "Authorization is sent by Sign-in already")
		case seen[name]:
			found.Note("headers", NotListed, h.Name+" comes twice")
		case !h.Hidden && h.Value == "":
			found.Note("headers", Blank, "Enter the value of "+h.Name)
		}
		seen[name] = true
	}
}

// thousands writes n, which is below a million, as people read it: "1,024".
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// conditionLimit is the longest condition, in characters.
const conditionLimit = 4000

// cleanCondition leaves the lines of a condition as they were typed, which
// browsers end in two characters.
func (c *Callback) cleanCondition() {
	c.Settings.Condition = strings.ReplaceAll(trimInvisible(c.Settings.Condition), "\r\n", "\n")
}

// checkCondition looks at the length of the condition, and whether it is text.
// Whether it means anything is for the store to ask: that takes a child process.
func (c Callback) checkCondition(found *Problems) {
	odd := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r) }
	if text := c.Settings.Condition; !utf8.ValidString(text) || strings.ContainsFunc(text, odd) {
		found.Note("condition", Malformed, "Condition holds characters that cannot be read")
	}
	if utf8.RuneCountInString(c.Settings.Condition) > conditionLimit {
		found.Note("condition", TooLong, "Condition must be 4,000 characters or fewer")
	}
}

// Asks says in which state the deliveries of the callback begin: its
// condition is still to be asked, or there is none.
func (c Callback) Asks() ConditionState {
	if c.Settings.Condition == "" {
		return NoCondition
	}
	return ConditionPending
}

// checkSignIn looks at how the receiver is told who we are.
func (c Callback) checkSignIn(found *Problems) {
	user, password := c.Settings.User, c.Secrets.Password
	found.NeedLine("user", "User name", user)
	found.NeedLine("password", "Password", password) // what is no text could not be kept as it is
	switch {
	case user == "" && c.Kind.Traits().Verified:
		found.Note("user", Blank, "Enter the user name")
	case strings.Contains(user, ":"): // Basic sign-in ends the user name there
		found.Note("user", Malformed, "User name must not contain a colon")
	case utf8.RuneCountInString(user) > signInLimit:
		found.Note("user", TooLong, "User name must be 512 characters or fewer")
	case user == "" && password != "":
		found.Note("user", Blank, "Enter the user name")
	}
	switch {
	case utf8.RuneCountInString(password) > signInLimit:
		found.Note("password", TooLong, "Password must be 512 characters or fewer")
	case user != "" && password == "" && len(c.Sealed) == 0:
		found.Note("password", Blank, "Enter the password")
	}
}
