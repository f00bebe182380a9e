package wire

import (
	"bytes"
	"strconv"

	"callboard/models"
)

// batchBody writes what a batch callback receives (seed 002): an array of the data
// of its events, byte for byte as published. Data without a failureType gets the
// type of its event.
func batchBody(a Attempt) ([]byte, error) {
	events := a.Batch
	if len(events) == 0 {
		events = append(events, a.Event)
	}
	var out bytes.Buffer
	for i, e := range events {
		list, err := members(e.Data)
		if err != nil {
			return nil, err
		}
		out.WriteByte("[,"[min(i, 1)])
		if holds(list, "failureType") {
			out.Write(e.Data)
		} else {
			out.Write(object(append(list, textMember("failureType", e.Type))))
		}
	}
	out.WriteByte(']')
	return out.Bytes(), nil
}

// VerificationRequest returns the request that checks whether a receiver answers: a
// batch without events, with the sign-in of every other request.
func VerificationRequest(c models.Callback, url string) Request {
	body := []byte("[]")
	list := append([]Header{
		{Name: "User-Agent", Value: "Callboard/" + Version},
		{Name: "Content-Type", Value: contentType(c)},
		{Name: "Content-Length", Value: strconv.Itoa(len(body))},
	}, checkHeaders(c)...)
	return Request{Method: c.Method(), URL: url, Headers: list, Body: body}
}

// checkHeaders are the headers of a callback in a request that checks its URL: its
// own ones, and its sign-in.
func checkHeaders(c models.Callback) []Header {
	var list []Header
	if c.PublicID != "" { // it may not be stored yet
		list = append(list, Header{Name: "X-Callback-Id", Value: c.PublicID})
	}
	list = append(list, operatorHeaders(c)...)
	if c.Settings.SignsIn() {
		list = append(list, Header{Name: "Authorization", Value: basicAuth(c.Settings.User, c.Secrets.Password), Secret: true})
	}
	return list
}
