package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
)

// changed makes a change of a record with its event, and returns what the
// event carries beside the record.
func (a fixture) changed(t *testing.T, c models.Change, wanted ...string) map[string]json.RawMessage {
	t.Helper()
	c.Access = a.by()
	e := records.EventOf(c, models.At(a.s.Now()))
	e.ID, e.PublicID, e.Wanted = a.s.NewID(), store.NewUpperID(), wanted
	events := []models.Event{e}
	if err := a.s.Accept(t.Context(), []models.Change{c}, events, nil); err != nil {
		t.Fatal(err)
	}
	stored, err := a.s.EventByID(t.Context(), models.Everything, e.ID)
	if err != nil || string(stored.Expands) != string(events[0].Expands) {
		t.Fatalf("stored %s: %v", stored.Expands, err)
	}
	var got map[string]json.RawMessage
	if len(stored.Expands) > 0 && json.Unmarshal(stored.Expands, &got) != nil {
		t.Fatalf("no JSON: %s", stored.Expands)
	}
	return got
}

// record returns a record of the site that is not stored.
func (a fixture) record(resource, data string) models.Record {
	return models.Record{PublicID: store.NewHexID(), CompanyID: a.company.ID, LocationID: a.location.ID, Resource: resource, Data: []byte(data)}
}

func TestExpands(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, c *clock) {
		elsewhere := newFixture(t, a.s)
		contact, foreign := a.record("contact", `{"last_name":"Jones"}`), elsewhere.record("contact", `{"last_name":"Smith"}`)
		if got := a.changed(t, models.Change{Action: models.Create, Record: contact}); got != nil {
			t.Errorf("nobody asked for %v", got)
		}
		elsewhere.changed(t, models.Change{Action: models.Create, Record: foreign})

		sale := a.record("transaction", `{"contact_id":"`+contact.PublicID+`","accountvault_id":"`+foreign.PublicID+`","transactionbatch_id":"é"}`)
		got := a.changed(t, models.Change{Action: models.Create, Record: sale},
			"accountvault", "changelogs", "contact", "location", "nonsense", "transactionbatch")
		want := map[string]string{
			"contact": `{"last_name":"Jones"}`, "accountvault": "null", "transactionbatch": "null",
			"location": `{"id":"` + a.location.PublicID + `","name":"` + a.location.Name + `","code":"` + a.location.Code +
				`","time_zone":"` + a.location.TimeZone + `","is_active":true}`,
		}
		for name, value := range want {
			if diff := cmp.Diff(value, string(got[name])); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		if len(got) != len(want)+1 {
			t.Errorf("got %v", got)
		}

		stranger := a.record("transaction", `{"contact_id":"`+foreign.PublicID+`"}`)
		if got := a.changed(t, models.Change{Action: models.Create, Record: stranger}, "contact"); string(got["contact"]) != "null" {
			t.Errorf("the contact of another company: %s", got["contact"])
		}
		stored, err := a.s.RecordByID(t.Context(), models.Everything, "contact", contact.PublicID)
		if err != nil {
			t.Fatal(err)
		}
		a.changed(t, models.Change{Action: models.Delete, Record: stored, Before: stored.Data})
		c.now = c.now.Add(time.Minute)
		if got := a.changed(t, models.Change{Action: models.Create, Record: a.record("transaction", string(sale.Data))}, "contact"); string(got["contact"]) != "null" {
			t.Errorf("a contact that is gone: %s", got["contact"])
		}
	})
}

func TestChangelogs(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, c *clock) {
		r := a.record("contact", `{"last_name":"Jones","city":null,"modified_ts":1}`)
		a.changed(t, models.Change{Action: models.Create, Record: r})
		read := func() models.Record {
			t.Helper()
			found, err := a.s.RecordByID(t.Context(), models.Everything, "contact", r.PublicID)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		c.now = c.now.Add(time.Minute)
		next := read()
		before := next.Data
		next.Data = []byte(`{"last_name":"Jones","city":"Delft","modified_ts":2}`)
		a.changed(t, models.Change{Action: models.Update, Record: next, Before: before})
		c.now = c.now.Add(time.Minute)
		last := read()
		got := a.changed(t, models.Change{Action: models.Delete, Record: last, Before: last.Data}, "changelogs")
		var lines []map[string]any
		if err := json.Unmarshal(got["changelogs"], &lines); err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if id, _ := line["id"].(string); len(id) != 13 {
				t.Errorf("the id of a line is %v", line["id"])
			}
			delete(line, "id")
		}
		at := float64(noon.Unix())
		want := []map[string]any{
			{"action": "DELETE", "created_ts": at + 120, "changelog_details": []any{}},
			{"action": "UPDATE", "created_ts": at + 60, "changelog_details": []any{
				map[string]any{"field": "city", "old_value": nil, "new_value": "Delft"},
			}},
			{"action": "CREATE", "created_ts": at, "changelog_details": []any{
				map[string]any{"field": "last_name", "old_value": nil, "new_value": "Jones"},
			}},
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Error(diff)
		}
		test := models.Event{
			ID: a.s.NewID(), PublicID: "T", CompanyID: a.company.ID, LocationID: a.location.ID, Type: "contact.created",
			Action: models.Create, Data: []byte(`{}`), Test: true, Wanted: []string{"changelogs"},
		}
		events := []models.Event{test}
		if err := a.s.Accept(t.Context(), nil, events, nil); err != nil || string(events[0].Expands) != `{"changelogs":[]}` {
			t.Errorf("a test event carries %s (%v)", events[0].Expands, err)
		}
	})
}
