package wire

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestScope(t *testing.T) {
	t.Parallel()
	company := models.Company{PublicID: "c1", Name: "North & <West>"}
	location := models.Location{PublicID: "l1", Name: "Rotterdam"}
	tests := map[string]struct {
		event    models.Event
		location models.Location
		want     string
	}{
		"a change of a record": {
			models.Event{Type: "contact.updated", Action: models.Update, Data: []byte(`{"balance":12.50}`), Before: []byte(`{"balance":null}`)},
			location,
			`{"event_type":"contact.updated","action":"update","resource":"contact","data":{"balance":12.50},` +
				`"before":{"balance":null},"company":{"id":"c1","name":"North & <West>"},"location":{"id":"l1","name":"Rotterdam"}}`,
		},
		"an event of the company": {
			models.Event{Type: "person_added", Data: []byte(`{"person":{}}`)},
			models.Location{},
			`{"event_type":"person_added","action":null,"resource":null,"data":{"person":{}},` +
				`"before":null,"company":{"id":"c1","name":"North & <West>"},"location":null}`,
		},
		"data that is no JSON": {
			models.Event{Type: "person_added", Data: []byte(`{"person":`)},
			models.Location{},
			`{"event_type":"person_added","action":null,"resource":null,"data":null,` +
				`"before":null,"company":{"id":"c1","name":"North & <West>"},"location":null}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, string(Scope(tt.event, company, tt.location))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
