package native

import (
	"context"
	"net/http"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/schema"
)

// eventSchema says what the data of one of a company's own event types must
// look like.
type eventSchema struct {
	text    []byte // "" for any data
	schemas *schema.Cache
	budget  *schema.Budget // shared by all event types of the company
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
		schemas[eventType.Name] = &eventSchema{text: eventType.Schema, schemas: a.Schemas, budget: budget}
	}
	return schemas, nil
}

// checkSubject refuses data of an event of a built-in type that lacks what the event is
// about.
func checkSubject(f *api.Fields, eventType models.EventType, data []byte) {
	if len(data) == 0 || data[0] != '{' {
		return // it is refused as no object
	}
	for _, mistake := range eventType.DataMistakes(data) {
		f.Refuse("data."+mistake.Path, mistake.Text)
	}
}

// check refuses what in data is not as the schema says.
func (s *eventSchema) check(ctx context.Context, f *api.Fields, data []byte) {
	if s == nil || len(s.text) == 0 || len(data) == 0 || data[0] != '{' {
		return
	}
	compiled, err := s.schemas.Compile(ctx, s.text, s.budget)
	if err != nil {
		f.Refuse("data", "cannot be checked: "+strings.TrimPrefix(err.Error(), "it "))
		return
	}
	for _, breach := range compiled.Check(ctx, data, s.budget) {
		f.Refuse(strings.TrimSuffix("data."+breach.Path, "."), breach.Text)
	}
}
