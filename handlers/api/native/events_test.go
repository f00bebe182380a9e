package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// ids lists the ids of the rows of a list.
func (a answer) ids(t *testing.T) []string {
	t.Helper()
	rows, _ := a.wants(t, http.StatusOK).member(t, "data").([]any)
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i], _ = row.(map[string]any)["id"].(string)
	}
	return ids
}

// accept stores an event of the company as a whole.
func (f *fixture) accept(e models.Event) {
	f.T.Helper()
	e.ID, e.CompanyID, e.Data, e.Source = f.Store.NewID(), f.Company.ID, []byte(`{"person":{}}`), "key Shop"
	e.OccurredAt, e.AcceptedAt = models.At(now), models.At(now)
	if err := f.Store.Accept(f.T.Context(), nil, []models.Event{e}, nil); err != nil {
		f.T.Fatal(err)
	}
}

func TestListEvents(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(5)
	f.accept(models.Event{PublicID: "own", Type: "profile.updated", Action: models.Update, DatabaseRefID: f.members.ID, RecordID: "55", Test: true})
	var walked []string
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		got := f.call("GET", f.in("/events?limit=2&cursor=")+cursor, "")
		walked = append(walked, got.ids(t)...)
		if cursor = got.text(t, "next_cursor"); pages > 2 {
			t.Fatal("the list has no end")
		}
	}
	if got := strings.Join(walked, " "); got != "own e-4 e-3 e-2 e-1 e-0" {
		t.Errorf("walked %s", got)
	}
	for query, want := range map[string]string{
		"type=profile.updated": "own", "type=profile.updated&type=person_added&limit=2": "own e-4", "type=x": "",
		"location=" + f.Location.PublicID + "&limit=1": "e-4", "test=yes": "own", "test=no&limit=1": "e-4",
		"from=2027-03-02T09:15Z&to=2027-03-02T09:16Z&limit=1": "own", "from=2027-03-02T09:16Z": "", "to=2027-03-02T09:15Z": "",
	} {
		if got := strings.Join(f.call("GET", f.in("/events?")+query, "").ids(t), " "); got != want {
			t.Errorf("%s lists %q, want %q", query, got, want)
		}
	}
	shown := f.call("GET", f.in("/events/own"), "").wants(t, http.StatusOK).Body
	short, _, _ := strings.Cut(shown, `,"data":`)
	if got := f.call("GET", f.in("/events?limit=1"), "").Body; !strings.HasPrefix(got, `{"data":[`+short+`}],`) {
		t.Errorf("lists %s\nshows %s", got, shown)
	}
}

func TestRefusedListsOfEvents(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	elsewhere := storetest.Location(t, f.Store, storetest.Company(t, f.Store))
	types := f.call("GET", f.in("/event-types?limit=1"), "").wants(t, http.StatusOK).text(t, "next_cursor")
	many := ""
	for i := range 101 {
		many += fmt.Sprintf("&type=a%d", i)
	}
	for query, field := range map[string]string{
		"limit=201": "limit", "cursor=%21": "cursor", "cursor=" + types: "cursor", "test=maybe": "query", "from=soon": "query",
		"location=x": "location", "location=" + elsewhere.PublicID: "location", "status=failed": "status", many: "query",
	} {
		got := f.call("GET", f.in("/events?")+query, "")
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `{"field":"`+field+`"`) {
			t.Errorf("%.60s: %d %s", query, got.Status, got.Body)
		}
	}
}

// The key of a location lists what happened there, and nothing else.
func TestListEventsOfALocation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(2)
	f.accept(models.Event{PublicID: "own", Type: "person_added"})
	other := models.Location{CompanyID: f.Company.ID, Name: "Rotterdam Zuid", Active: true}
	if err := f.Store.CreateLocation(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		owner  models.Owner
		query  string
		status int
		want   string
	}{
		{f.Location.Owner(), "", 200, "e-1 e-0"},
		{f.Location.Owner(), "?location=" + f.Location.PublicID + "&type=person_added", 200, "e-1 e-0"},
		{f.Location.Owner(), "?location=" + other.PublicID, 422, ""},
		{other.Owner(), "", 200, ""},
		{other.Owner(), "?type=person_added", 200, ""},
		{storetest.Company(t, f.Store).Owner(), "", 404, ""},
	} {
		_, key := storetest.Key(t, f.Store, models.Viewer, tt.owner)
		got := f.send(request{key: key, method: "GET", path: f.in("/events") + tt.query})
		if got.Status != tt.status || got.Status == 200 && strings.Join(got.ids(t), " ") != tt.want {
			t.Errorf("%+v %s: %d %s", tt.owner, tt.query, got.Status, got.Body)
		}
	}
}

func TestShowEvent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(1)
	path := f.in("/events/e-0")
	want := `{"id":"e-0","type":"person_added","action":null,"location_id":"` + f.Location.PublicID + `","database_id":null,"collection_id":null,"record_id":null,"test":false,"source":"key Shop",` +
		`"occurred_at":"2027-03-02T09:15:42.007Z","accepted_at":"2027-03-02T09:15:42.007Z","data":{"person":{"n":1.50}},"before":null}`
	if got := f.call("GET", path, "").wants(t, 200).Body; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, viewer := storetest.Key(t, f.Store, models.Viewer, f.Location.Owner())
	if got := f.send(request{key: viewer, method: "GET", path: path}).wants(t, 200); strings.Contains(got.Body, `"data":`) {
		t.Errorf("a viewer reads %s", got.Body)
	}
	f.call("GET", f.in("/events/none"), "").wants(t, http.StatusNotFound)
}
