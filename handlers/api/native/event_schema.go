package native

import (
	"net/http"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/schema"
)

// eventSchema says what the data of one of a company's own event types must
// look like.
type eventSchema struct {
	text     []byte // "" for any data
	compiled *schema.Schema
	budget   *schema.Budget // shared by all event types of the company
}

// eventSchemas returns the schemas of a company's own event types by their
// names, for the events of one request. Each is compiled when it is needed.
func (a API) eventSchemas(r *http.Request, company models.ID) (map[string]*eventSchema, error) {
	custom, err := a.Store.CustomEventTypes(r.Context(), company)
	if err != nil {
		return nil, err
	}
	schemas, budget := make(map[string]*eventSchema, len(custom)), schema.NewBudget()
	for _, eventType := range custom {
		schemas[eventType.Name] = &eventSchema{text: eventType.Schema, budget: budget}
	}
	return schemas, nil
}

// check refuses what in data is not as the schema says.
func (s *eventSchema) check(f *api.Fields, data []byte) {
	if s == nil || len(s.text) == 0 || len(data) == 0 || data[0] != '{' {
		return
	}
	if s.compiled == nil {
		compiled, err := schema.Compile(s.text)
		if err != nil { // it could be compiled when it was stored
			f.Refuse("data", "cannot be checked: the schema of the event type is broken")
			return
		}
		s.compiled = &compiled
	}
	for _, breach := range s.compiled.Check(data, s.budget) {
		f.Refuse(strings.TrimSuffix("data."+breach.Path, "."), breach.Text)
	}
}
