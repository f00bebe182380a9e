package views

import (
	"callboard/models"
)

// APIPage describes the API to people.
type APIPage struct {
	Document string // where programs read the same
	Samples  APISamples
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

// APISamples are calls of all APIs to paste, for one company.
type APISamples struct {
	Companies []Choice // those that can be chosen
	Groups    []APISampleGroup
	LeftOut   int // calls that the reader may not make
}

// APISampleGroup holds the calls of one API.
type APISampleGroup struct {
	Title   string
	Samples []APISample
}

// APISample is a call to paste.
type APISample struct {
	Title, Route string
	Role         models.Role // the least that may call; "" when no key is needed
	Command      string      // for a shell
}

// needs says what a call needs.
func (s APISample) needs() string {
	if s.Role == "" {
		return "Needs no key."
	}
	return "Needs the role " + RoleWord(s.Role) + "."
}
