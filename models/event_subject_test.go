package models_test

import (
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/schema"
)

func TestDataOfBuiltInTypes(t *testing.T) {
	t.Parallel()
	const id = "subscription.subscription_list.id"
	tests := map[string]struct{ eventType, data, want string }{
		"a person":                 {"person_added", `{"person":{}}`, ""},
		"a person and more":        {"person_updated", `{"person":{"a":1},"b":2}`, ""},
		"no person":                {"person_added", `{"first_name":"A"}`, "person must be given"},
		"a person that is null":    {"person_added", `{"person":null}`, "person must be given"},
		"a person that is a list":  {"person_added", `{"person":[{}]}`, "person must be an object"},
		"a person that is a text":  {"person_added", `{"person":"Ines"}`, "person must be an object"},
		"a subscription":           {"subscription_added", `{"subscription":{"subscription_list":{"id":"l1"}}}`, ""},
		"an id that is a number":   {"subscription_removed", `{"subscription":{"subscription_list":{"id":77}}}`, ""},
		"no subscription":          {"subscription_added", `{}`, "subscription must be given"},
		"no list":                  {"subscription_added", `{"subscription":{}}`, "subscription.subscription_list must be given"},
		"a list that is a text":    {"subscription_added", `{"subscription":{"subscription_list":"l1"}}`, "subscription.subscription_list must be an object"},
		"no id":                    {"subscription_added", `{"subscription":{"subscription_list":{"name":"x"}}}`, id + " must be given"},
		"an empty id":              {"subscription_added", `{"subscription":{"subscription_list":{"id":""}}}`, id + " must be given"},
		"an id that is true":       {"subscription_added", `{"subscription":{"subscription_list":{"id":true}}}`, id + " must be a text of up to 200 characters, or a number"},
		"an id that is an object":  {"subscription_added", `{"subscription":{"subscription_list":{"id":{}}}}`, id + " must be a text of up to 200 characters, or a number"},
		"a long id":                {"subscription_added", `{"subscription":{"subscription_list":{"id":"` + strings.Repeat("é", 201) + `"}}}`, id + " must be a text of up to 200 characters, or a number"},
		"a participant":            {"ack_participant_added", `{"participant":{"acquisition_campaign":{"id":"c1"}}}`, ""},
		"no campaign":              {"ack_participant_changed", `{"participant":{"id":"c1"}}`, "participant.acquisition_campaign must be given"},
		"a subscription list":      {"subscription_list_added", `{"subscription_list":{}}`, ""},
		"no subscription list":     {"subscription_list_updated", `{"list":{}}`, "subscription_list must be given"},
		"a notification":           {"EMAIL_BOUNCED", `{}`, ""},
		"a record":                 {"contact.updated", `{}`, ""},
		"the letters of its name":  {"person_added", `{"Person":{}}`, "person must be given"},
		"the second of two counts": {"person_added", `{"person":{},"person":1}`, "person must be an object"},
	}
	for name, test := range tests {
		eventType, _ := models.EventTypeNamed(test.eventType)
		got := ""
		for _, mistake := range eventType.DataMistakes([]byte(test.data)) {
			got += mistake.Path + " " + mistake.Text
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if text := eventType.Schema(); text != nil {
			if obeys := checks(t, text, test.data); obeys != (test.want == "") {
				t.Errorf("%s: obeys its schema %s: %v", name, text, obeys)
			}
		}
	}
}

// checks says whether data obeys a schema.
func checks(t *testing.T, text []byte, data string) bool {
	t.Helper()
	compiled, err := schema.Compile(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return len(compiled.Check(t.Context(), []byte(data), schema.NewBudget())) == 0
}

func TestSamplesAreAsTheirTypesWant(t *testing.T) {
	t.Parallel()
	for _, eventType := range models.EventTypes() {
		if got := eventType.DataMistakes(eventType.SampleFor("another")); len(got) > 0 {
			t.Errorf("%s: %v", eventType.Name, got)
		}
	}
}
