package views

import (
	"callboard/models"
)

// APIPage describes the API to people.
type APIPage struct {
	Document string // where programs read the same
	Calls    []APICall
	Schemas  []APISchema
}

// APICall is one call of the API.
type APICall struct {
	Method, Path, Summary string
	Role                  models.Role // the least that may call
	Query                 []string
	Body, Answer          string // names of schemas; "" for none
	Status                int
}

// APISchema is a named form of a request or an answer.
type APISchema struct {
	Name string
	Text string // JSON Schema
}
