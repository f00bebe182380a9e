package models

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The headers of the handshake of CloudEvents (HTTP 1.1 Web Hooks for Event
// Delivery, "Abuse protection").
const (
	HandshakeOrigin        = "WebHook-Request-Origin"
	handshakeAllowedOrigin = "WebHook-Allowed-Origin"
	handshakeAllowedRate   = "WebHook-Allowed-Rate"
)

// ShakesHands says whether a check asks the receiver by the handshake of CloudEvents
// whether it takes events from here.
func (c Callback) ShakesHands() bool { return strings.EqualFold(c.ContentType(), CloudEvents) }

// IsHandshake says whether the attempt is a handshake: no other request has its method.
func (a Attempt) IsHandshake() bool { return a.Method == http.MethodOptions }

// HandshakeAnswer is what a receiver says to a handshake.
type HandshakeAnswer struct {
	Allowed bool   // it takes events from here
	Unknown bool   // it does not know the handshake, and need not
	Text    string // the same, for people
}

// HandshakeAnswer reads the answer to an attempt that is a handshake.
func (a Attempt) HandshakeAnswer() HandshakeAnswer {
	origin, allowed := headerValue(a.RequestHeaders, HandshakeOrigin), headerValue(a.ResponseHeaders, handshakeAllowedOrigin)
	answered := a.Code >= 200 && a.Code < 300
	switch {
	case answered && (allowed == "*" || allowed != "" && strings.EqualFold(allowed, origin)):
		text := "The receiver allows events from " + origin
		if n, err := strconv.ParseUint(headerValue(a.ResponseHeaders, handshakeAllowedRate), 10, 32); err == nil {
			text += ", at most " + strconv.FormatUint(n, 10) + " a minute"
		}
		return HandshakeAnswer{Allowed: true, Text: text + "."}
	case answered && allowed != "":
		return HandshakeAnswer{Text: "The receiver allows events from " + Shorten(allowed, DetailLimit) + ", not from " + origin + "."}
	case a.Code == http.StatusUnauthorized, a.Code == http.StatusForbidden, a.Code == http.StatusTooManyRequests:
		return HandshakeAnswer{Text: "The receiver refused the handshake (" + strconv.Itoa(a.Code) + "): it may not take events from here."}
	case a.Code >= 400 && a.Code < 500, a.Code == http.StatusNotImplemented:
		return HandshakeAnswer{Unknown: true, Text: "The receiver does not know the handshake (" + strconv.Itoa(a.Code) + "). It need not: events are sent all the same."}
	case a.Code != 0:
		return HandshakeAnswer{Text: "The receiver did not answer the handshake (" + strconv.Itoa(a.Code) + "): it may not take events from here."}
	}
	return HandshakeAnswer{Text: "The receiver did not answer the handshake: it may not take events from here."}
}

// HandshakeHint says of a delivery of CloudEvents that was refused that the receiver
// may want the handshake first; "" where that cannot be why.
func (a Attempt) HandshakeHint() string {
	mediaType, _, _ := strings.Cut(headerValue(a.RequestHeaders, "Content-Type"), ";")
	if !strings.EqualFold(mediaType, CloudEvents) || a.Code < 400 || a.Code >= 500 {
		return ""
	}
	if slices.Contains([]Cause{HTTP410, HTTP413, HTTP429, ConnKept}, a.Cause) {
		return ""
	}
	return "It may want the handshake of CloudEvents first: Check the URL does it."
}

// headerValue returns the value of the first header of that name, in any case; "" for none.
func headerValue(headers []Header, name string) string {
	i := slices.IndexFunc(headers, func(h Header) bool { return strings.EqualFold(h.Name, name) })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(headers[i].Value)
}
