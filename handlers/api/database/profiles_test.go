package database_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// TestLifeOfAProfile creates, changes, reads and deletes a profile, and looks
// at the events.
func TestLifeOfAProfile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.create("/database/DB/profiles", `{"fields":{"zip":1.50,"name":"Zoë <&>","nested":{"b":1, "a":[null]}},"interests":["football","football",""]}`)
		data := func(fields, interests string) string {
			return `{"id":"` + id + `","database":"` + w.database.PublicID + `","fields":` + fields + `,"interests":` + interests + `}`
		}
		first := data(`{"zip":1.50,"name":"Zoë <&>","nested":{"b":1, "a":[null]}}`, `["football"]`)
		w.told(t, "profile.created "+first)
		w.want(w.call("GET", "/profile/"+id, ""), 200, `{"ID":"`+id+`","database":"DB","fields":{"zip":1.50,"name":"Zoë <&>","nested":{"b":1,"a":[null]}},`+
			`"interests":["football"],"created":"2027-03-02T09:15:42.000Z","modified":"2027-03-02T09:15:42.000Z"}`)

		w.clock.Add(1500)
		got := w.call("PUT", "/profile/"+id, `{"name":"Ines","age":34}`)
		if w.want(got, http.StatusSeeOther, ""); got.header.Get("Location") != "/profile/"+id {
			t.Errorf("Location: %s", got.header.Get("Location"))
		}
		second := data(`{"zip":1.50,"name":"Ines","nested":{"b":1, "a":[null]},"age":34}`, `["football"]`)
		w.told(t, "profile.updated "+second+" was "+first)
		w.want(w.call("PUT", "/profile/"+id, `{"age":34}`), http.StatusSeeOther, "")
		w.told(t) // nothing was changed, so there is nothing to tell
		w.want(w.call("PUT", "/profile/"+id, `{"interests":["tennis"]}`), http.StatusSeeOther, "")
		third := data(`{"zip":1.50,"name":"Ines","nested":{"b":1, "a":[null]},"age":34}`, `["tennis"]`)
		w.told(t, "profile.updated "+third+" was "+second)
		read := w.call("GET", "/profile/"+id, "").body
		if !strings.HasSuffix(read, `"created":"2027-03-02T09:15:42.000Z","modified":"2027-03-02T09:15:43.500Z"}`) {
			t.Error(read)
		}
		w.want(w.call("PUT", "/profile/"+id, read), http.StatusSeeOther, "")
		w.told(t) // what was read can be sent back

		got = w.call("DELETE", "/profile/"+id, "")
		if w.want(got, 200, ""); got.header.Get("X-Deleted") != "profile "+id {
			t.Errorf("X-Deleted: %s", got.header.Get("X-Deleted"))
		}
		w.told(t, "profile.deleted "+third)
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			w.refuses(w.call(method, "/profile/"+id, `{}`), "No entity with supplied ID")
		}
	})
}

// told compares what was published since it was asked last.
func (w *world) told(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, w.publisher.told()); diff != "" {
		t.Error(diff)
	}
}

func TestLifeOfASubprofile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		profile := w.create("/database/DB/profiles", `{"name":"Ines"}`)
		w.publisher.told()
		path := "/profile/" + profile + "/subprofiles/COLL"
		id := w.create(path, `order=100482&total=24.50`)
		head := `{"id":"` + id + `","profile":"` + profile + `","database":"` + w.database.PublicID + `","collection":"` + w.collection.PublicID + `","fields":`
		w.told(t, `subprofile.created `+head+`{"order":"100482","total":"24.50"}}`)
		w.want(w.call("PUT", "/subprofile/"+id, `{"fields":{"total":30},"interests":["no"]}`), http.StatusSeeOther, "")
		w.told(t, `subprofile.updated `+head+`{"order":"100482","total":30}} was `+head+`{"order":"100482","total":"24.50"}}`)
		entity := `{"ID":"` + id + `","profile":"` + profile + `","database":"DB","collection":"COLL","fields":{"order":"100482","total":30},` +
			`"created":"2027-03-02T09:15:42.000Z","modified":"2027-03-02T09:15:42.000Z"}`
		w.want(w.call("GET", "/subprofile/"+id, ""), 200, entity)
		w.want(w.call("GET", path, ""), 200, `{"start":0,"limit":100,"count":1,"total":1,"data":[`+entity+`]}`)

		second := w.create(path, `{"order":2}`)
		w.publisher.told()
		got := w.call("DELETE", "/subprofile/"+id, "")
		if w.want(got, 200, ""); got.header.Get("X-Deleted") != "subprofile "+id {
			t.Errorf("X-Deleted: %s", got.header.Get("X-Deleted"))
		}
		w.told(t, `subprofile.deleted `+head+`{"order":"100482","total":30}}`)
		w.want(w.call("DELETE", "/profile/"+profile, ""), 200, "")
		w.told(t, `subprofile.deleted `+strings.Replace(head, id, second, 1)+`{"order":2}}`,
			`profile.deleted {"id":"`+profile+`","database":"`+w.database.PublicID+`","fields":{"name":"Ines"},"interests":[]}`)
		w.refuses(w.call("GET", "/subprofile/"+second, ""), "No entity with supplied ID")
	})
}

func TestSubprofilesElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, other := w.settle(w.company, "Suppliers")
		profile := w.create("/database/DB/profiles", `{}`)
		for _, method := range []string{"GET", "POST"} {
			w.refuses(w.call(method, "/profile/"+profile+"/subprofiles/"+other.PublicID, `{}`), "No collection with given ID")
			w.refuses(w.call(method, "/profile/"+profile+"/subprofiles/7", `{}`), "No collection with given ID")
			w.refuses(w.call(method, "/profile/7/subprofiles/COLL", `{}`), "No entity with supplied ID")
		}
		sub := w.create("/profile/"+profile+"/subprofiles/COLL", `{}`)
		w.refuses(w.call("GET", "/profile/"+sub, ""), "No entity with supplied ID")
		w.refuses(w.call("GET", "/subprofile/"+profile, ""), "No entity with supplied ID")
	})
}

func TestProfileRefusals(t *testing.T) {
	t.Parallel()
	w := makeWorld(t, "")
	id := w.create("/database/DB/profiles", `{"name":"Ines"}`)
	before := w.call("GET", "/profile/"+id, "").body
	w.publisher.told()
	many := func(n int, one func(i int) string) string {
		var all []string
		for i := range n {
			all = append(all, one(i))
		}
		return strings.Join(all, ",")
	}
	for body, want := range map[string]string{
		`{`:                             "Invalid body. The body is not valid JSON",
		`{"a":1,"a":2}`:                 "Invalid body. The body must not name a twice",
		`{"fields":{"a":1,"a":2}}`:      "Invalid body. The body must not name a twice",
		`{"":1}`:                        "Invalid fields. The name of a field must be 1 to 200 characters",
		`{"fields":{},"interests":"x"}`: "Invalid interests. The interests must be a list of names",
		`{"interests":[1]}`:             "Invalid interests. The interests must be a list of names",
		`{` + many(1001, func(i int) string { return fmt.Sprintf(`"f%d":1`, i) }) + `}`:             "Invalid fields. There can be at most 1000 fields",
		`{"interests":[` + many(1001, func(i int) string { return fmt.Sprintf(`"i%d"`, i) }) + `]}`: "Invalid interests. There can be at most 1000 interests",
	} {
		w.refuses(w.call("POST", "/database/DB/profiles", body), want)
		w.refuses(w.call("PUT", "/profile/"+id, body), want)
	}
	w.refuses(w.call("POST", "/database/DB/profiles", ""), "Invalid body. The body must be a JSON object")
	half := `":"` + strings.Repeat("x", 600<<10) + `"}`
	w.want(w.call("PUT", "/profile/"+id, `{"half`+half), http.StatusSeeOther, "")
	w.refuses(w.call("PUT", "/profile/"+id, `{"other`+half), "Invalid fields. All of it must be 1 MiB or smaller")
	w.want(w.call("PUT", "/profile/"+id, `{"half":0}`), http.StatusSeeOther, "")
	if got := w.call("GET", "/profile/"+id, "").body; !strings.HasPrefix(got, strings.Replace(before[:strings.Index(before, `},"interests"`)], `"Ines"`, `"Ines","half":0`, 1)) {
		t.Error(got)
	}
}

func TestListOfProfiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _ = w.settle(w.company, "Suppliers")
		var ids []string
		for i := range 5 {
			ids = append(ids, w.create("/database/DB/profiles", fmt.Sprintf(`{"n":%d}`, i)))
		}
		w.want(w.call("DELETE", "/profile/"+ids[1], ""), 200, "")
		got := w.call("GET", "/database/DB/profiles?start=1&limit=2", "").body
		if !strings.HasPrefix(got, `{"start":"1","limit":"2","count":2,"total":4,"data":[{"ID":"`+ids[2]+`","database":"`) || !strings.Contains(got, `},{"ID":"`+ids[3]+`"`) {
			t.Error(got)
		}
		w.want(w.call("GET", "/database/DB/profiles?start=4&total=false", ""), 200, `{"start":"4","limit":100,"count":0,"data":[]}`)
		w.want(w.call("GET", "/database/DB/profiles?limit=0", ""), 200, `{"start":0,"limit":"0","count":0,"total":4,"data":[]}`)
	})
}

// TestDatabaseGoneMeanwhile deletes the database of a profile between the look
// at the path and the change.
func TestDatabaseGoneMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.publisher.errs = []error{models.ErrNotFound}
		w.refuses(w.call("POST", "/database/DB/profiles", `{}`), "No database with supplied ID")
	})
}
