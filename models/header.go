package models

import (
	"slices"
	"strings"
)

// The bounds of what can be added: lines, and the bytes of a name and a value.
const (
	MaxHeaders       = 20
	headerNameLimit  = 100
	headerValueLimit = 2000
)

// ownHeaders are the headers that Callboard writes itself.
var ownHeaders = []string{
	"host", "content-length", "content-type", "user-agent", "x-callback-id", "x-delivery-attempt", "x-test-event",
	"x-callboard-hops", "traceparent",
	"x-idempotency-key", "idempotency-key", "accept-encoding", "expect",
}

// hopHeaders are the headers that concern one connection (RFC 9110, 7.6.1): the
// client that makes it writes them.
var hopHeaders = []string{
	"connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
	"te", "trailer", "transfer-encoding", "upgrade", "http2-settings",
}

// HeaderProblem says in words what keeps a header from being sent, "" for nothing.
// It does not repeat the value, which may be secret.
func HeaderProblem(name, value string) string {
	lower := strings.ToLower(name)
	switch {
	case name == "":
		return "Enter the name of each header"
	case len(name) > headerNameLimit:
		return "The name of a header must be 100 characters or fewer"
	case strings.ContainsFunc(name, notInHeaderName):
		return "‘" + name + "’ is no name of a header. Use letters, digits and hyphens"
	case IsOwnHeader(name):
		return name + " is written by Callboard itself"
	case slices.Contains(hopHeaders, lower):
		return name + " concerns the connection and cannot be added"
	case len(value) > headerValueLimit:
		return "The value of " + name + " must be 2,000 characters or fewer"
	case strings.ContainsFunc(value, notInHeaderValue):
		return "The value of " + name + " must be one line of plain letters, digits and signs"
	}
	return ""
}

// ContentType returns what the headers of a request or an answer say its body is;
// "" when they do not.
func ContentType(headers []Header) string {
	i := slices.IndexFunc(headers, func(h Header) bool { return strings.EqualFold(h.Name, "Content-Type") })
	if i < 0 {
		return ""
	}
	return headers[i].Value
}

// IsOwnHeader says that Callboard writes a header itself.
func IsOwnHeader(name string) bool {
	lower := strings.ToLower(name)
	return slices.Contains(ownHeaders, lower) || strings.HasPrefix(lower, "webhook-")
}

// IsSignInHeader says that the value of a header is a secret by its nature.
func IsSignInHeader(name string) bool {
	return slices.Contains([]string{"authorization", "cookie", "x-api-key", "api-key"}, strings.ToLower(name))
}

// notInHeaderName covers all but the characters of a token (RFC 9110, 5.6.2).
func notInHeaderName(c rune) bool {
	plain := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !plain && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

func notInHeaderValue(c rune) bool { return c < ' ' || c > '~' }

// Header is one header line.
type Header struct {
	Name   string `json:"n"`
	Value  string `json:"v,omitempty"` // "" when Hidden
	Hidden bool   `json:"h,omitempty"`
}
