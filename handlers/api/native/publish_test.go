package native_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/store/storetest"
)

func TestPublish(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	event := `{"id":"e-1","type":"contact.updated","occurred_at":"2027-03-01T10:00:00.5Z","location_id":"` + f.Location.PublicID +
		`","data":{ "b":1.50, "a":12345678901234567890123 },"before":{"b":1}}`
	if got := f.call("POST", f.in("/events"), event).wants(t, http.StatusAccepted).Body; got != `{"ids":["e-1"]}` {
		t.Errorf("answers %s", got)
	}
	e := f.Publisher.Events[0]
	if string(e.Data) != `{ "b":1.50, "a":12345678901234567890123 }` || string(e.Before) != `{"b":1}` {
		t.Errorf("carries %s, before %s", e.Data, e.Before)
	}
	if e.LocationID != f.Location.ID || e.CompanyID != f.Company.ID || e.Source != "key Front desk" || e.OccurredAt%1000 != 500 || e.Test {
		t.Errorf("published %+v", e)
	}
	events := `[{"type":"person_added","data":{"person":{}}},{"id":"e-2","type":"person_added","data":{"person":{}}}]`
	got := f.call("POST", f.in("/events"), events).wants(t, http.StatusAccepted).Body
	if want := `{"ids":["` + f.Publisher.Events[1].PublicID + `","e-2"]}`; got != want {
		t.Errorf("answers %s, want %s", got, want)
	}
}

func TestRefusedEvents(t *testing.T) {
	t.Parallel()
	thousand := "[" + strings.Repeat(`{"type":"person_added","data":{"person":{}}},`, 1000) + `{"type":"person_added","data":{"person":{}}}]`
	tests := map[string]struct {
		body   string
		status int
		shows  string
	}{
		"nothing":           {``, 400, "JSON object"},
		"a number":          {`7`, 400, "JSON object"},
		"broken":            {`[{"type":`, 400, "not valid JSON"},
		"broken within":     {`[{"type":"person_added","type":"x"}]`, 400, "Event 0"},
		"no events":         {`[]`, 422, `{"field":"body","detail":"An array must hold 1 to 1,000 events"}`},
		"1,001 events":      {thousand, 422, `{"field":"body","detail":"An array must hold 1 to 1,000 events"}`},
		"no type":           {`{"data":{}}`, 422, `"field":"type"`},
		"unknown type":      {`{"type":"person_gone","data":{}}`, 422, `"field":"type"`},
		"no data":           {`{"type":"person_added"}`, 422, `"field":"data"`},
		"data is a list":    {`{"type":"person_added","data":[1]}`, 422, `"field":"data"`},
		"a bad id":          {`{"id":"a b","type":"person_added","data":{"person":{}}}`, 422, `"field":"id"`},
		"a long id":         {`{"id":"` + strings.Repeat("x", 65) + `","type":"person_added","data":{"person":{}}}`, 422, `"field":"id"`},
		"a bad date":        {`{"type":"person_added","data":{"person":{}},"occurred_at":"soon"}`, 422, `"field":"occurred_at"`},
		"no such location":  {`{"type":"person_added","data":{"person":{}},"location_id":"x"}`, 422, `"field":"location_id"`},
		"the second of two": {`[{"type":"person_added","data":{"person":{}}},{"data":{}}]`, 422, `"field":"1.type"`},
	}
	f := newFixture(t)
	for name, test := range tests {
		got := f.call("POST", f.in("/events"), test.body)
		if got.Status != test.status || !strings.Contains(got.Body, test.shows) {
			t.Errorf("%s: %d %.300s", name, got.Status, got.Body)
		}
	}
	big := `{"type":"person_added","data":{"person":{},"a":"` + strings.Repeat("x", 16<<20) + `"}}`
	if got := f.call("POST", f.in("/events"), big).wants(t, http.StatusRequestEntityTooLarge).text(t, "detail"); got != "The body must be 16 MiB or smaller" {
		t.Errorf("says %q", got)
	}
	large := `{"type":"person_added","data":{"person":{},"a":"` + strings.Repeat("x", 2<<20) + `"}}`
	f.call("POST", f.in("/events"), large).wants(t, http.StatusAccepted)
	if len(f.Publisher.Events) != 1 {
		t.Errorf("%d events were published", len(f.Publisher.Events))
	}
}

// The key of a location publishes what happens there, and nothing else.
func TestPublishFromALocation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, key := storetest.Key(t, f.Store, models.Manager, f.Location.Owner())
	other := models.Location{CompanyID: f.Company.ID, Name: "Rotterdam Zuid", Active: true}
	if err := f.Store.CreateLocation(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	for at, status := range map[string]int{f.Location.PublicID: 202, other.PublicID: 422, "": 422} {
		body := fmt.Sprintf(`{"type":"person_added","data":{"person":{}},"location_id":%q}`, at)
		if got := f.send(request{key: key, method: "POST", path: f.in("/events"), body: body}); got.Status != status {
			t.Errorf("at %q: %d %s", at, got.Status, got.Body)
		}
	}
	stranger := storetest.Company(t, f.Store)
	got := f.send(request{key: key, method: "POST", path: "/companies/" + stranger.PublicID + "/events", body: `{"type":"person_added","data":{"person":{}}}`})
	got.wants(t, http.StatusNotFound)
}

func TestPublishForADatabase(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	body := f.fill(`[{"type":"profile.updated","database_id":"DB","data":{"id":"55","database":"DB","fields":{"z":1.50}},"before":{"id":"55","fields":{}}},` +
		`{"type":"subprofile.created","database_id":"DB","collection_id":"COL","data":{"id":77}},` +
		`{"type":"subprofile.deleted","collection_id":"COL","data":{}},` +
		`{"type":"person_added","location_id":"LOC","database_id":"DB","data":{"id":"55","person":{}}}]`)
	f.call("POST", f.in("/events"), body).wants(t, http.StatusAccepted)
	e := f.Publisher.Events
	for i, want := range []struct {
		source models.ID
		record string
	}{{f.members.ID, "55"}, {f.orders.ID, "77"}, {f.orders.ID, ""}, {f.members.ID, ""}} {
		if e[i].DatabaseRefID != want.source || e[i].RecordID != want.record || e[i].CompanyID != f.Company.ID {
			t.Errorf("event %d: %+v", i, e[i])
		}
	}
	if string(e[0].Data) != f.fill(`{"id":"55","database":"DB","fields":{"z":1.50}}`) || string(e[0].Before) != `{"id":"55","fields":{}}` || e[3].LocationID != f.Location.ID {
		t.Errorf("published %+v", e)
	}
}

func TestRefusedSources(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ members, field string }{
		"a profile of nothing":         {`"type":"profile.created"`, "database_id"},
		"a profile of a collection":    {`"type":"profile.created","database_id":"DB","collection_id":"COL"`, "collection_id"},
		"a profile at a location":      {`"type":"profile.created","database_id":"DB","location_id":"LOC"`, "location_id"},
		"a subprofile of a database":   {`"type":"subprofile.created","database_id":"DB"`, "collection_id"},
		"no such database":             {`"type":"profile.created","database_id":"55"`, "database_id"},
		"no such collection":           {`"type":"subprofile.created","collection_id":"55"`, "collection_id"},
		"what does not fit each other": {`"type":"subprofile.created","database_id":"GUESTS","collection_id":"COL"`, "collection_id"},
		"another company's":            {`"type":"profile.created","database_id":"STRANGE"`, "database_id"},
		"an object":                    {`"type":"profile.created","database_id":{}`, "database_id"},
	}
	f := newFixture(t)
	guests := models.Database{CompanyID: f.Company.ID, Name: "Guests"}
	strange := models.Database{CompanyID: storetest.Company(t, f.Store).ID, Name: "Strangers"}
	for _, d := range []*models.Database{&guests, &strange} {
		if err := f.Store.CreateDatabase(t.Context(), storetest.Access(), d); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range tests {
		body := strings.NewReplacer("GUESTS", guests.PublicID, "STRANGE", strange.PublicID).Replace(f.fill("{" + test.members + `,"data":{}}`))
		got := f.call("POST", f.in("/events"), body)
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `{"field":"`+test.field+`"`) {
			t.Errorf("%s: %d %s, want a problem of %s", name, got.Status, got.Body, test.field)
		}
	}
	if len(f.Publisher.Events) > 0 {
		t.Errorf("published %+v", f.Publisher.Events)
	}
}

func TestPackedEvents(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const event = "\ufeff" + `{"type":"person_added","data":{"person":{}}}`
	path := native.BasePath + f.in("/events")
	if got := f.CallPacked("POST", path, event, "br"); got.Status != 415 || !strings.Contains(got.Body, `"detail":"The body must be packed with gzip, once, or not at all"`) {
		t.Errorf("br: %d %s", got.Status, got.Body)
	}
	if got := f.CallPacked("POST", path, event, "gzip"); got.Status != 202 {
		t.Errorf("gzip: %d %s", got.Status, got.Body)
	}
	f.ShowKey = func(r *http.Request, key string) { // its body is read twice
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Idempotency-Key", "once")
	}
	if got := f.CallPacked("POST", path, event, "gzip"); got.Status != 202 {
		t.Errorf("gzip, with a key of the call's own: %d %s", got.Status, got.Body)
	}
}

// Millions of empty events are refused for the first thousand, and cost no more
// memory than their text.
func TestMillionsOfEvents(t *testing.T) { //nolint:paralleltest // it measures memory
	f := newFixture(t)
	const size = 4 << 20 // a quarter of what may come
	bodies := map[string]string{
		"an array":         "[" + strings.Repeat("{},", size/3-1) + "{}]",
		"an object of all": numbered(size),
	}
	for name, body := range bodies {
		r := httptest.NewRequestWithContext(t.Context(), "POST", native.BasePath+f.in("/events"), strings.NewReader(body))
		f.SetKey(r, f.Key)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := f.Send(r)
		runtime.ReadMemStats(&after)
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; got.Status < 400 || got.Status >= 500 || taken > 40 {
			t.Errorf("%s took %d MiB: %d %s", name, taken, got.Status, got.Body)
		}
	}
}

// numbered is an object of about size bytes with members that all differ.
func numbered(size int) string {
	var text strings.Builder
	text.Grow(size + 20)
	text.WriteString(`{"":0`)
	for i := 0; text.Len() < size; i++ {
		text.WriteString(`,"`)
		text.WriteString(strconv.Itoa(i))
		text.WriteString(`":0`)
	}
	text.WriteByte('}')
	return text.String()
}
