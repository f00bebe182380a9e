package models

import (
	"slices"
	"strings"
	"unicode"
)

// urlMask stands for a part of a URL that lets somebody in.
const urlMask = "•••"

// MaskURL returns a URL, or the path of one, as it is shown to those who may not
// change callbacks: without what can be a secret. Those are the user name, all values
// of the query, what looks made by chance in the path, and the last part of paths
// that hooks have ("/services/T1/B2/SECRET").
func MaskURL(raw string) string {
	rest, query, hasQuery := strings.Cut(raw, "?")
	scheme, path, ok := strings.Cut(rest, "://")
	host := ""
	if ok {
		host, path, ok = strings.Cut(path, "/")
		if i := strings.LastIndexByte(host, '@'); i >= 0 {
			host = urlMask + host[i:]
		}
		host = scheme + "://" + host
		if ok {
			host += "/"
		}
	} else {
		path = rest
	}
	masked := host + maskPath(path)
	if hasQuery {
		masked += "?" + maskQuery(query)
	}
	return masked
}

func maskQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, ok := strings.Cut(part, "=")
		switch {
		case ok && value != "":
			parts[i] = name + "=" + urlMask
		case !ok && byChance(name):
			parts[i] = urlMask
		}
	}
	return strings.Join(parts, "&")
}

// hookPaths are the beginnings of paths whose last part is a secret.
var hookPaths = []string{"services", "hooks", "hook", "webhooks", "webhook"}

func maskPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if byChance(part) {
			parts[i] = urlMask
		}
	}
	named := slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return part == "" })
	if last := len(parts) - 1; len(named) > 2 && slices.Contains(hookPaths, strings.ToLower(named[0])) && parts[last] != "" {
		parts[last] = urlMask
	}
	return strings.Join(parts, "/")
}

// byChance says whether a part of a URL looks like a token: a run of ten characters
// or more with letters and digits, or of sixteen with letters in both cases or in
// capitals alone. Words with hyphens between them do not.
func byChance(part string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(part, func(c rune) bool { return strings.ContainsRune("-_.~:,;=", c) }), func(word string) bool {
		digits := strings.ContainsFunc(word, unicode.IsDigit)
		lower, upper := strings.ContainsFunc(word, unicode.IsLower), strings.ContainsFunc(word, unicode.IsUpper)
		return len(word) >= 10 && digits && (lower || upper) || len(word) >= 16 && upper
	})
}

// ShownTo returns c as an actor may see it: with masked URLs unless they may change
// it.
func (c Callback) ShownTo(a Actor) Callback {
	if a.Can(CallbacksWrite, c.Owner()) {
		return c
	}
	c.URL, c.Settings.BackupURL = MaskURL(c.URL), MaskURL(c.Settings.BackupURL)
	return c
}

// ShownTo returns the attempt of a callback that belongs to o as an actor may see
// it: with masked URLs, that of a redirect too, unless they may change the callback.
func (a Attempt) ShownTo(actor Actor, o Owner) Attempt {
	if actor.Can(CallbacksWrite, o) {
		return a
	}
	a.URL = MaskURL(a.URL)
	a.ResponseHeaders = slices.Clone(a.ResponseHeaders)
	for i, h := range a.ResponseHeaders {
		if strings.EqualFold(h.Name, "Location") || strings.EqualFold(h.Name, "Content-Location") {
			a.ResponseHeaders[i].Value = MaskURL(h.Value)
		}
	}
	return a
}
