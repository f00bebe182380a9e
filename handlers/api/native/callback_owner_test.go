package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// A key of a location is told what is missing, not that its path does not
// exist.
func TestRegisterForALocationAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, local := storetest.Key(t, f.Store, models.Manager, f.Location.Owner())
	post := request{key: local, method: "POST", path: f.in("/callbacks"), body: signed}
	if got := f.send(post).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"field":"owner.location"`) {
		t.Errorf("answers %s", got.Body)
	}
	post.body = f.fill(strings.Replace(signed, "{", `{"owner":{"location":"LOC"},`, 1))
	f.send(post).wants(t, http.StatusCreated)
}

func TestDatabaseCallback(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := f.call("POST", f.in("/callbacks"), f.fill(`{"kind":"database","owner":{"source":{"collection":"COL"}},"actions":["update"],"destination":{"url":"https://crm.example/in","format":"text/xml"}}`)).wants(t, http.StatusCreated)
	want := fmt.Sprintf(`"owner":{"company":%q,"location":null,"source":{"database":%q,"collection":%q}},"types":["subprofile.*"],"actions":["update"]`,
		f.Company.PublicID, f.members.PublicID, f.orders.PublicID)
	if !strings.Contains(made.Body, want) || made.text(t, "destination.format") != "text/xml" || made.text(t, "state") != "active" {
		t.Errorf("made %s\nwant %s", made.Body, want)
	}
	if text := made.Body; strings.Contains(text, "expands") || strings.Contains(text, `"active":`) {
		t.Errorf("has what only postbacks have: %s", text)
	}
	path := "/callbacks/" + made.text(t, "id")
	if got := f.call("PATCH", path, `{"actions":["create","delete"],"condition":"total > 10"}`).wants(t, 200); !strings.Contains(got.Body, `"actions":["create","delete"]`) || got.text(t, "condition") != "total > 10" {
		t.Errorf("changed to %s", got.Body)
	}
	if got := f.call("PATCH", path, `{"dates":{"end":"2036-01-01T00:00Z"}}`).wants(t, 200); got.text(t, "dates.end") != "2036-01-01T00:00:00.000Z" {
		t.Errorf("an end is not told: %s", got.Body)
	}
	f.call("PATCH", path, `{"types":["profile.*"]}`).wants(t, http.StatusUnprocessableEntity)
	f.register(f.fill(`{"kind":"database","owner":{"source":{"database":"DB"}},"destination":{"url":"https://crm.example/in"}}`))
	for query, n := range map[string]int{"collection=COL": 1, "database=DB": 1, "kind=database": 2, "location=LOC": 0, "database=DB&kind=event": 0} {
		if got := f.call("GET", f.in("/callbacks?")+f.fill(query), "").wants(t, 200); len(got.member(t, "data").([]any)) != n {
			t.Errorf("%s lists %s", query, got.Body)
		}
	}
	for _, query := range []string{"kind=all", "location=x", "database=1", "collection=%00"} {
		f.call("GET", f.in("/callbacks?")+query, "").wants(t, http.StatusUnprocessableEntity)
	}
	_, local := storetest.Key(t, f.Store, models.Manager, f.Location.Owner())
	body := f.fill(`{"kind":"database","owner":{"source":{"database":"DB"}},"destination":{"url":"https://crm.example/in"}}`)
	f.send(request{key: local, method: "POST", path: f.in("/callbacks"), body: body}).wants(t, http.StatusUnprocessableEntity)
}

// A key of a location may not take the place of a callback of the company, and is
// not told which of them there are.
func TestReplaceWithALocationKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, local := storetest.Key(t, f.Store, models.Manager, f.Location.Owner())
	wide := f.register(signed)
	for _, id := range []string{wide, strings.Repeat("0", 24)} {
		body := f.fill(strings.Replace(signed, "{", `{"owner":{"location":"LOC"},"replaces":"`+id+`",`, 1))
		got := f.send(request{key: local, method: "POST", path: f.in("/callbacks"), body: body}).wants(t, http.StatusUnprocessableEntity)
		if want := `"errors":[{"field":"replaces","detail":"replaces must be left as it is: this key may not change the company's callbacks"}]`; !strings.Contains(got.Body, want) {
			t.Errorf("%s: %s", id, got.Body)
		}
	}
	body := f.fill(strings.Replace(signed, "{", `{"owner":{"location":"LOC"},"replaces":"`+wide+`",`, 1))
	path := "/callbacks/" + f.call("POST", f.in("/callbacks"), body).wants(t, http.StatusCreated).text(t, "id")
	shown := f.call("GET", "/callbacks/"+wide, "").wants(t, http.StatusOK)
	if want := f.fill(`"replaced_by":[{"callback":"` + strings.TrimPrefix(path, "/callbacks/") + `","location":"LOC","types":["contact.created","person_*"]}]`); !strings.Contains(shown.Body, want) {
		t.Errorf("lacks %s: %s", want, shown.Body)
	}
	patch := request{key: local, method: "PATCH", path: path, body: `{"name":"Zuid","replaces":"` + wide + `"}`}
	f.send(patch).wants(t, http.StatusOK)
	patch.body = `{"types":["person_*"]}`
	f.send(patch).wants(t, http.StatusUnprocessableEntity)
}
