package wire

import (
	"bytes"
	"cmp"
	"strconv"

	"callboard/models"
)

// id is what the receiver knows the request by on every try: the id of the
// batch, or of the event.
func (a Attempt) id() string { return cmp.Or(a.BatchID, a.Event.PublicID) }

// batchBody writes what a batch callback receives (seed 002): an array of
// what the events carry, byte for byte as published. An event that does not
// say what it is gets its type as failureType.
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

// Trial returns the request that finds out whether a receiver answers: a batch
// without events, signed in as every other.
func Trial(c models.Callback, url string) Request {
	body := []byte("[]")
	list := []Header{
		{Name: "User-Agent", Value: "Callboard/" + Version},
		{Name: "Content-Type", Value: c.ContentType()},
		{Name: "Content-Length", Value: strconv.Itoa(len(body))},
	}
	if c.PublicID != "" { // it may not be stored yet
		list = append(list, Header{Name: "X-Callback-Id", Value: c.PublicID})
	}
	list = append(list, added(c)...)
	if user := c.Settings.User; user != "" {
		list = append(list, Header{Name: "Authorization", Value: basic(user, c.Secrets.Password), Secret: true})
	}
	return Request{Method: c.Method(), URL: url, Headers: list, Body: body}
}
