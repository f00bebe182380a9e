package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// named lists the ids of the rows of a list.
func (a answer) named(t *testing.T) []string {
	t.Helper()
	rows, _ := a.wants(t, http.StatusOK).member(t, "data").([]any)
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i], _ = row.(map[string]any)["id"].(string)
	}
	return ids
}

// accept stores an event of the company as a whole.
func (w *world) accept(e models.Event) {
	w.t.Helper()
	e.ID, e.CompanyID, e.Data, e.Source = w.store.NewID(), w.company.ID, []byte(`{"person":{}}`), "key Shop"
	e.OccurredAt, e.AcceptedAt = models.At(now), models.At(now)
	if err := w.store.Accept(w.t.Context(), nil, []models.Event{e}, nil); err != nil {
		w.t.Fatal(err)
	}
}

func TestListEvents(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(5)
		w.accept(models.Event{PublicID: "own", Type: "profile.updated", Action: models.Update, DatabaseRefID: w.members.ID, RecordID: "55", Test: true})
		var walked []string
		for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
			got := w.call("GET", w.in("/events?limit=2&cursor=")+cursor, "")
			walked = append(walked, got.named(t)...)
			if cursor = got.text(t, "next_cursor"); pages > 2 {
				t.Fatal("the list has no end")
			}
		}
		if got := strings.Join(walked, " "); got != "own e-4 e-3 e-2 e-1 e-0" {
			t.Errorf("walked %s", got)
		}
		for query, want := range map[string]string{
			"type=profile.updated": "own", "type=profile.updated&type=person_added&limit=2": "own e-4", "type=x": "",
			"location=" + w.location.PublicID + "&limit=1": "e-4", "test=yes": "own", "test=no&limit=1": "e-4",
			"from=2027-03-02T09:15Z&to=2027-03-02T09:16Z&limit=1": "own", "from=2027-03-02T09:16Z": "", "to=2027-03-02T09:15Z": "",
		} {
			if got := strings.Join(w.call("GET", w.in("/events?")+query, "").named(t), " "); got != want {
				t.Errorf("%s lists %q, want %q", query, got, want)
			}
		}
		one := w.call("GET", w.in("/events/own"), "").wants(t, http.StatusOK).body
		short, _, _ := strings.Cut(one, `,"data":`)
		if got := w.call("GET", w.in("/events?limit=1"), "").body; !strings.HasPrefix(got, `{"data":[`+short+`}],`) {
			t.Errorf("lists %s\nshows %s", got, one)
		}
	})
}

func TestRefusedListsOfEvents(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		elsewhere := storetest.Location(t, w.store, storetest.Company(t, w.store))
		types := w.call("GET", w.in("/event-types?limit=1"), "").wants(t, http.StatusOK).text(t, "next_cursor")
		many := ""
		for i := range 101 {
			many += fmt.Sprintf("&type=a%d", i)
		}
		for query, field := range map[string]string{
			"limit=201": "limit", "cursor=%21": "cursor", "cursor=" + types: "cursor", "test=maybe": "query", "from=soon": "query",
			"location=x": "location", "location=" + elsewhere.PublicID: "location", "status=failed": "status", many: "query",
		} {
			got := w.call("GET", w.in("/events?")+query, "")
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `{"field":"`+field+`"`) {
				t.Errorf("%.60s: %d %s", query, got.status, got.body)
			}
		}
	})
}

// The key of a location lists what happened there, and nothing else.
func TestListEventsOfALocation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(2)
		w.accept(models.Event{PublicID: "own", Type: "person_added"})
		other := models.Location{CompanyID: w.company.ID, Name: "Rotterdam Zuid", Active: true}
		if err := w.store.CreateLocation(t.Context(), storetest.Access(), &other); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			owner  models.Owner
			query  string
			status int
			want   string
		}{
			{w.location.Owner(), "", 200, "e-1 e-0"},
			{w.location.Owner(), "?location=" + w.location.PublicID + "&type=person_added", 200, "e-1 e-0"},
			{w.location.Owner(), "?location=" + other.PublicID, 422, ""},
			{other.Owner(), "", 200, ""},
			{other.Owner(), "?type=person_added", 200, ""},
			{storetest.Company(t, w.store).Owner(), "", 404, ""},
		} {
			_, key := storetest.Key(t, w.store, models.Viewer, tt.owner)
			got := w.send(request{key: key, method: "GET", path: w.in("/events") + tt.query})
			if got.status != tt.status || got.status == 200 && strings.Join(got.named(t), " ") != tt.want {
				t.Errorf("%+v %s: %d %s", tt.owner, tt.query, got.status, got.body)
			}
		}
	})
}
