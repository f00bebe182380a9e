package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestTheSameIDAgain(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		event := `{"id":"e-1","type":"person_added","occurred_at":"2027-03-01T10:00:00Z","data":{"person":{"name":"Ines","age":34}}}`
		publish := func(body string) answer { return f.call("POST", f.in("/events"), body) }
		if got := publish(event).wants(t, 202).Body; got != `{"ids":["e-1"]}` {
			t.Errorf("the first time: %s", got)
		}
		same := `{ "data" : {"person":{"age":34,"name":"\u0049nes"}}, "occurred_at":"2027-03-01T11:00:00+01:00", "type":"person_added","id":"e-1"}`
		if got := publish(same).wants(t, 202).Body; got != `{"ids":["e-1"],"known":["e-1"]}` {
			t.Errorf("the same again: %s", got)
		}
		if got := publish(`[`+event+`,{"id":"e-2","type":"person_added","data":{"person":{}}},`+event+`]`).wants(t, 202).Body; got != `{"ids":["e-1","e-2","e-1"],"known":["e-1"]}` {
			t.Errorf("among others: %s", got)
		}
		for name, test := range map[string]struct{ body, errors string }{
			"a number as another text": {strings.Replace(event, "34", "34.0", 1), `{"field":"data.person.age"`},
			"a member less":            {strings.Replace(event, `,"age":34`, "", 1), `{"field":"data.person.age"`},
			"no date":                  {strings.Replace(event, `"occurred_at":"2027-03-01T10:00:00Z",`, "", 1), `{"field":"occurred_at"`},
			"another type":             {strings.Replace(event, "person_added", "person_updated", 1), `{"field":"type"`},
			"another place":            {strings.Replace(event, `"data"`, f.fill(`"location_id":"LOC","data"`), 1), `{"field":"location_id"`},
			"a record before":          {strings.Replace(event, `"data"`, `"before":{},"data"`, 1), `{"field":"before"`},
			"in a list":                {`[{"id":"e-9","type":"person_added","data":{"person":{}}},` + strings.Replace(event, "Ines", "Ina", 1) + `]`, `{"field":"1.data.person.name"`},
		} {
			got := publish(test.body).wants(t, http.StatusConflict)
			if !strings.Contains(got.Body, `"errors":[`+test.errors) || !strings.Contains(got.Body, "an event with this id and other content is stored already") {
				t.Errorf("%s: %s", name, got.Body)
			}
		}
		if got := f.call("GET", f.in("/events?limit=200"), "").wants(t, 200).Body; strings.Contains(got, "e-9") || strings.Count(got, `"id"`) != 2 {
			t.Errorf("a call that was refused has stored something: %s", got)
		}
	})
}

func TestTwoEventsWithOneIDInACall(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := `{"id":"e-1","type":"person_added","data":{"person":{"name":"Ines"}}}`
	other := strings.Replace(first, "Ines", "Ina", 1)
	got := f.call("POST", f.in("/events"), `[`+first+`,{"type":"person_added","data":{"person":{}}},`+other+`]`).wants(t, http.StatusUnprocessableEntity)
	if want := `"errors":[{"field":"2.id","detail":"2.id must not be that of event 0: they differ in data.person.name"}]`; !strings.Contains(got.Body, want) {
		t.Errorf("says %s, want %s", got.Body, want)
	}
	if len(f.Publisher.Events) > 0 {
		t.Errorf("published %+v", f.Publisher.Events)
	}
}

// A location is told that an id is taken by another one, and nothing about its event.
func TestAnIDThatAnotherLocationHas(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	zuid := models.Location{CompanyID: f.Company.ID, Name: "Rotterdam Zuid", Active: true}
	if err := f.Store.CreateLocation(t.Context(), storetest.Access(), &zuid); err != nil {
		t.Fatal(err)
	}
	_, keyOfZuid := storetest.Key(t, f.Store, models.Manager, zuid.Owner())
	event := `{"id":"e-%d","type":"person_added","location_id":%q,"data":{"person":{}}}`
	f.call("POST", f.in("/events"), fmt.Sprintf(event, 1, f.Location.PublicID)).wants(t, 202)
	f.call("POST", f.in("/events"), `{"id":"e-2","type":"person_added","data":{"person":{}}}`).wants(t, 202)
	for i := range 2 {
		q := request{key: keyOfZuid, method: "POST", path: f.in("/events"), body: fmt.Sprintf(event, i+1, zuid.PublicID)}
		got := f.send(q).wants(t, http.StatusConflict)
		if got.text(t, "detail") != "This id is taken in this company" || strings.Contains(got.Body, "location_id") {
			t.Errorf("e-%d: %s", i+1, got.Body)
		}
	}
	if len(f.Publisher.Events) != 2 {
		t.Errorf("published %+v", f.Publisher.Events)
	}
}
