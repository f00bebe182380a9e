package delivery

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"

	"callboard/models"
	"callboard/wire"
)

// echoMask stands in the log for a secret that an answer repeats.
const echoMask = "•••"

// shortestEcho is the shortest secret that is looked for in an answer, in bytes: a
// shorter one stands in half of all texts by chance.
const shortestEcho = 6

// hideEchoes masks in what is kept of an answer the secret values of the request, in
// the forms in which receivers repeat them. They are gone from the log for everybody:
// there is no way back to them, and no viewer who needs them.
func hideEchoes(a *models.Attempt, r wire.Request) {
	secrets := echoesOf(r)
	if len(secrets) == 0 {
		return
	}
	hide := func(text string) string {
		for _, secret := range secrets {
			text = strings.ReplaceAll(text, secret, echoMask)
		}
		return text
	}
	for i, h := range a.ResponseHeaders {
		a.ResponseHeaders[i].Value = hide(h.Value)
	}
	a.CauseDetail, a.Unclean = models.Shorten(hide(a.CauseDetail), models.DetailLimit), hide(a.Unclean)
	if text, encoding, ok := a.AnswerText(); ok && encoding != "" {
		if hidden := hide(string(text)); hidden != string(text) {
			keepDecoded(a, hidden)
		}
		return
	}
	if hidden := hide(string(a.ResponseBody)); hidden != string(a.ResponseBody) {
		a.ResponseBody = []byte(hidden)
	}
}

// keepDecoded keeps the text of a packed answer in the place of its bytes, which
// cannot be masked.
func keepDecoded(a *models.Attempt, text string) {
	a.ResponseBody = bytes.ToValidUTF8([]byte(text[:min(len(text), models.AnswerKept)]), nil)
	a.ResponseHeaders = slices.DeleteFunc(a.ResponseHeaders, func(h models.Header) bool {
		return strings.EqualFold(h.Name, "Content-Encoding")
	})
	for i, h := range a.ResponseHeaders {
		if strings.EqualFold(h.Name, "Content-Type") {
			media, _, _ := strings.Cut(h.Value, ";")
			a.ResponseHeaders[i].Value = media + "; charset=utf-8"
		}
	}
}

// echoesOf lists the secrets of a request in all forms, the longest first: the value
// of a header, what follows its scheme ("Bearer"), and of Basic the password.
func echoesOf(r wire.Request) []string {
	var secrets []string
	add := func(secret string) {
		if len(secret) < shortestEcho {
			return
		}
		quoted, _ := json.Marshal(secret) // a string always can be
		secrets = append(secrets, secret, string(quoted[1:len(quoted)-1]), html.EscapeString(secret), url.QueryEscape(secret))
	}
	for _, h := range r.Headers {
		if !h.Secret {
			continue
		}
		add(h.Value)
		scheme, rest, ok := strings.Cut(h.Value, " ")
		if !ok {
			continue
		}
		add(rest)
		if plain, err := base64.StdEncoding.DecodeString(rest); err == nil && strings.EqualFold(scheme, "Basic") {
			_, password, _ := strings.Cut(string(plain), ":")
			add(string(plain))
			add(password)
		}
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(secrets)
}
