package openapi

import (
	"encoding/json"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/records"
)

type color string

type thing struct {
	Name   string           `json:"name" description:"What it is called."`
	Color  *color           `json:"color"`
	Kind   models.Kind      `json:"kind"`
	Field  records.Kind     `json:"field,omitzero"`
	Parts  []thing          `json:"parts"`
	Data   json.RawMessage  `json:"data"`
	Before *json.RawMessage `json:"before"`
	Any    json.RawMessage  `json:"any" type:"any"`
	Next   *thing           `json:"next"`
	shared
	*extra
}

type shared struct {
	Count int   `json:"count" minimum:"1" maximum:"9" default:"3"`
	Old   *bool `json:"old,omitzero"`
}

type extra struct {
	At string `json:"at" format:"date-time"`
}

// form is a thing or several.
type form struct{}

func (form) Forms() []any { return []any{thing{}, things{}} }

type things []thing

func (things) Describe(s *Schema) { s.MaxItems = new(9) }

type page[T any] struct {
	Data []T `json:"data"`
}

func TestSchema(t *testing.T) {
	t.Parallel()
	s := newSchemas([]any{[]color{"red", "blue"}, []models.Kind{"event"}, []records.Kind{"text"}})
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"a generic type", page[thing]{}, `{"$ref":"#/components/schemas/thingPage"}`},
		{"a list", []string{}, `{"type":"array","items":{"type":"string"}}`},
		{"a named list", things{}, `{"$ref":"#/components/schemas/things"}`},
		{"several forms", form{}, `{"$ref":"#/components/schemas/form"}`},
	}
	for _, tt := range tests {
		if text, err := api.Encode(s.of(tt.value)); string(text) != tt.want || err != nil {
			t.Errorf("%s: %s, %v", tt.name, text, err)
		}
	}
	text, err := api.Encode(s.named)
	want := `{"thingPage":{"type":"object","properties":{"data":{"type":"array","items":{"$ref":"#/components/schemas/thing"}}},"required":["data"]},` +
		`"thing":{"type":"object","properties":{"name":{"type":"string","description":"What it is called."},` +
		`"color":{"oneOf":[{"$ref":"#/components/schemas/color"},{"type":"null"}]},` +
		`"kind":{"$ref":"#/components/schemas/Kind"},"field":{"$ref":"#/components/schemas/RecordsKind"},` +
		`"parts":{"type":"array","items":{"$ref":"#/components/schemas/thing"}},` +
		`"data":{"type":"object","additionalProperties":true},"before":{"type":["object","null"],"additionalProperties":true},"any":{},` +
		`"next":{"oneOf":[{"$ref":"#/components/schemas/thing"},{"type":"null"}]},` +
		`"count":{"type":"integer","minimum":1,"maximum":9,"default":3},"old":{"type":["boolean","null"]},"at":{"type":"string","format":"date-time"}},` +
		`"required":["name","color","kind","parts","data","before","any","next","count"]},` +
		`"color":{"type":"string","enum":["red","blue"]},"Kind":{"type":"string","enum":["event"]},"RecordsKind":{"type":"string","enum":["text"]},` +
		`"things":{"type":"array","items":{"$ref":"#/components/schemas/thing"},"maxItems":9},` +
		`"form":{"oneOf":[{"$ref":"#/components/schemas/thing"},{"$ref":"#/components/schemas/things"}]}}`
	if string(text) != want || err != nil {
		t.Errorf("got %s\nwant %s\n%v", text, want, err)
	}
}
