package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestPublishForADatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		body := w.named(`[{"type":"profile.updated","database_id":"DB","data":{"id":"55","database":"DB","fields":{"z":1.50}},"before":{"id":"55","fields":{}}},` +
			`{"type":"subprofile.created","database_id":"DB","collection_id":"COL","data":{"id":77}},` +
			`{"type":"subprofile.deleted","collection_id":"COL","data":{}},` +
			`{"type":"person_added","location_id":"LOC","database_id":"DB","data":{"id":"55"}}]`)
		w.call("POST", w.in("/events"), body).wants(t, http.StatusAccepted)
		e := w.publisher.events
		for i, want := range []struct {
			source models.ID
			record string
		}{{w.members.ID, "55"}, {w.orders.ID, "77"}, {w.orders.ID, ""}, {w.members.ID, ""}} {
			if e[i].DatabaseRefID != want.source || e[i].RecordID != want.record || e[i].CompanyID != w.company.ID {
				t.Errorf("event %d: %+v", i, e[i])
			}
		}
		if string(e[0].Data) != w.named(`{"id":"55","database":"DB","fields":{"z":1.50}}`) || string(e[0].Before) != `{"id":"55","fields":{}}` || e[3].LocationID != w.location.ID {
			t.Errorf("published %+v", e)
		}
	})
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
	each(t, func(t *testing.T, w *world) {
		guests := models.Database{CompanyID: w.company.ID, Name: "Guests"}
		strange := models.Database{CompanyID: storetest.Company(t, w.store).ID, Name: "Strangers"}
		for _, d := range []*models.Database{&guests, &strange} {
			if err := w.store.CreateDatabase(t.Context(), storetest.Access(), d); err != nil {
				t.Fatal(err)
			}
		}
		for name, test := range tests {
			body := strings.NewReplacer("GUESTS", guests.PublicID, "STRANGE", strange.PublicID).Replace(w.named("{" + test.members + `,"data":{}}`))
			got := w.call("POST", w.in("/events"), body)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `{"field":"`+test.field+`"`) {
				t.Errorf("%s: %d %s, want a problem of %s", name, got.status, got.body, test.field)
			}
		}
		if len(w.publisher.events) > 0 {
			t.Errorf("published %+v", w.publisher.events)
		}
	})
}
