package models

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEventTypes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, eventType := range EventTypes() {
		if seen[eventType.Name] {
			t.Errorf("%s is listed twice", eventType.Name)
		}
		seen[eventType.Name] = true
		var sample map[string]json.RawMessage
		if err := json.Unmarshal(eventType.Sample, &sample); err != nil {
			t.Errorf("the sample of %s: %v", eventType.Name, err)
		}
		if eventType.Subject != "" && (len(sample) != 1 || len(sample[eventType.Subject]) == 0) {
			t.Errorf("the sample of %s holds not just %q", eventType.Name, eventType.Subject)
		}
		if (eventType.Subject == "") == (eventType.Resource == "") && eventType.Group != "Notifications" {
			t.Errorf("%s must have a subject or a resource", eventType.Name)
		}
		if got := eventType.Filter.Value(eventType.Sample); got != eventType.Filter.Example {
			t.Errorf("the sample of %s is of %q, want %q", eventType.Name, got, eventType.Filter.Example)
		}
		if eventType.Words == "" || eventType.Group == "" {
			t.Errorf("%s lacks words or a group", eventType.Name)
		}
	}
	if len(seen) != 8+26+3*6 { // the types of two documents, and the changes of six resources
		t.Errorf("%d types are built in", len(seen))
	}
}

func TestTypesOfResource(t *testing.T) {
	t.Parallel()
	names := []string{}
	for _, eventType := range TypesOfResource("contact") {
		names = append(names, eventType.Name)
	}
	if diff := cmp.Diff([]string{"contact.created", "contact.updated", "contact.deleted"}, names); diff != "" {
		t.Error(diff)
	}
	if got := TypesOfResource(""); got != nil {
		t.Errorf("no resource has types: %v", got)
	}
}

func TestEventTypeNamed(t *testing.T) {
	t.Parallel()
	if _, ok := EventTypeNamed("person_gone"); ok {
		t.Error("person_gone is known")
	}
	got, ok := EventTypeNamed("ack_participant_changed")
	if !ok || got.Filter.Name != "campaign_id" {
		t.Errorf("ack_participant_changed is %+v, %v", got, ok)
	}
}

func TestSampleFor(t *testing.T) {
	t.Parallel()
	added, _ := EventTypeNamed("subscription_added")
	person, _ := EventTypeNamed("person_added")
	for _, tt := range []struct {
		name string
		of   EventType
		id   string
		want string
	}{
		{"another list", added, `my "list"`, `my "list"`},
		{"no list given", added, "", "l1234"},
		{"type without a filter", person, "l1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.of.Filter.Value(tt.of.SampleFor(tt.id)); got != tt.want {
				t.Errorf("the sample is of %q, want %q", got, tt.want)
			}
		})
	}
}

// The column holds 200 characters, and nobody can ask for more.
func TestFilterValue(t *testing.T) {
	t.Parallel()
	added, _ := EventTypeNamed("subscription_added")
	ones := strings.Repeat("1", 201)
	for name, tt := range map[string]struct{ id, want string }{
		"text":                      {`" l 1 "`, " l 1 "},
		"number":                    {`12345678901234567890`, "12345678901234567890"},
		"null":                      {`null`, ""},
		"object":                    {`{}`, ""},
		"longest":                   {`"` + ones[1:] + `"`, ones[1:]},
		"too long":                  {`"x` + ones + `"`, ""},
		"too long, all digits":      {`"` + ones + `"`, ""},
		"a number that is too long": {ones, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := added.Filter.Value([]byte(`{"subscription":{"subscription_list":{"id":` + tt.id + `}}}`)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
