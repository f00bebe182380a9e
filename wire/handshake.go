package wire

import (
	"net/http"

	"callboard/models"
)

// HandshakeRequest returns the request that asks a receiver of CloudEvents whether it
// takes events from origin, with the sign-in of every other request (HTTP 1.1 Web
// Hooks for Event Delivery, "Validation request").
func HandshakeRequest(c models.Callback, origin string) Request {
	list := append([]Header{
		{Name: "User-Agent", Value: "Callboard/" + Version},
		{Name: models.HandshakeOrigin, Value: origin},
	}, checkHeaders(c)...)
	return Request{Method: http.MethodOptions, URL: c.URL, Headers: list}
}
