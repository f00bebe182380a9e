package views

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"callboard/models"
)

// checkTitle is what trying the URL of a callback is called: something depends
// on it for some kinds alone.
func checkTitle(c models.Callback) string {
	if c.Kind.Traits().Verified {
		return "Verification"
	}
	return "URL check"
}

// checkedAll says what came of the requests of a check, the URL's first:
// "Checked 21 Nov 2026 14:02 UTC: answered 200 in 312 ms."
func checkedAll(tried []models.Attempt) string {
	words := "Checked " + Moment(tried[0].StartedAt) + " UTC: " + checkedWords(tried[0]) + "."
	for _, a := range tried[1:] {
		words += " Backup URL: " + checkedWords(a) + "."
	}
	return words
}

// handshakeTone returns the color and the icon of an answer to a handshake.
func handshakeTone(answer models.HandshakeAnswer) (tone, icon string) {
	switch {
	case answer.Allowed:
		return "success", "delivered"
	case answer.Unknown:
		return "info", "info"
	}
	return "warning", "warning"
}

// checkedWords says what came of one request: "answered 200 in 312 ms", or why
// there was no such answer.
func checkedWords(a models.Attempt) string {
	if a.Cause != "" {
		return a.Failure().Short()
	}
	return "answered " + strconv.Itoa(a.Code) + " in " + took(a.Timing.Total)
}

// asksSignIn says whether the receiver misses a sign-in that nobody has typed.
func (p CallbackPage) asksSignIn() bool {
	return p.Form.User == "" && (p.Tried.Cause == models.HTTP401 || p.Tried.Cause == models.HTTP403)
}

func (p CallbackPage) triedSentence() string {
	if p.asksSignIn() {
		return "It asks for a sign-in."
	}
	return p.Tried.Failure().Sentence()
}

func (p CallbackPage) triedSuggestion() string {
	if p.asksSignIn() {
		return "Fill in Sign-in below."
	}
	return p.Tried.Failure().Suggestion()
}

// moved is the URL to which the receiver says that it has moved for good, or
// "". Nobody is sent on to anything but the web.
func (p CallbackPage) moved() string {
	if p.Tried.Code != http.StatusMovedPermanently && p.Tried.Code != http.StatusPermanentRedirect {
		return ""
	}
	i := slices.IndexFunc(p.Tried.ResponseHeaders, func(h models.Header) bool { return h.Name == "Location" })
	from, err := url.Parse(p.Tried.URL)
	if i < 0 || err != nil {
		return ""
	}
	to, err := from.Parse(p.Tried.ResponseHeaders[i].Value)
	if err != nil || to.Scheme != "https" && to.Scheme != "http" {
		return ""
	}
	return to.String()
}
