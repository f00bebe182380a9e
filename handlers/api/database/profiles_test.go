package database_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// TestLifeOfAProfile creates, changes, reads and deletes a profile, and looks
// at the events.
func TestLifeOfAProfile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/profiles", `{"fields":{"zip":1.50,"name":"Zoë <&>","nested":{"b":1, "a":[null]}},"interests":["football","football",""]}`)
	data := func(fields, interests string) string {
		return `{"id":"` + id + `","database":"` + f.database.PublicID + `","fields":` + fields + `,"interests":` + interests + `}`
	}
	first := data(`{"zip":1.50,"name":"Zoë <&>","nested":{"b":1, "a":[null]}}`, `["football"]`)
	f.wantPublished(t, "profile.created "+first)
	f.want(f.call("GET", "/profile/"+id, ""), 200, `{"ID":"`+id+`","database":"DB","fields":{"zip":1.50,"name":"Zoë <&>","nested":{"b":1,"a":[null]}},`+
		`"interests":["football"],"created":"2027-03-02T09:15:42.000Z","modified":"2027-03-02T09:15:42.000Z"}`)

	f.Advance(1500 * time.Millisecond)
	got := f.call("PUT", "/profile/"+id, `{"name":"Ines","age":34}`)
	if f.want(got, http.StatusSeeOther, ""); got.Header.Get("Location") != "/profile/"+id {
		t.Errorf("Location: %s", got.Header.Get("Location"))
	}
	second := data(`{"zip":1.50,"name":"Ines","nested":{"b":1, "a":[null]},"age":34}`, `["football"]`)
	f.wantPublished(t, "profile.updated "+second+" was "+first)
	f.want(f.call("PUT", "/profile/"+id, `{"age":34}`), http.StatusSeeOther, "")
	f.wantPublished(t) // nothing was changed, so there is nothing to tell
	f.want(f.call("PUT", "/profile/"+id, `{"interests":["tennis"]}`), http.StatusSeeOther, "")
	third := data(`{"zip":1.50,"name":"Ines","nested":{"b":1, "a":[null]},"age":34}`, `["tennis"]`)
	f.wantPublished(t, "profile.updated "+third+" was "+second)
	read := f.call("GET", "/profile/"+id, "").Body
	if !strings.HasSuffix(read, `"created":"2027-03-02T09:15:42.000Z","modified":"2027-03-02T09:15:43.500Z"}`) {
		t.Error(read)
	}
	f.want(f.call("PUT", "/profile/"+id, read), http.StatusSeeOther, "")
	f.wantPublished(t) // what was read can be sent back

	got = f.call("DELETE", "/profile/"+id, "")
	if f.want(got, 200, ""); got.Header.Get("X-Deleted") != "profile "+id {
		t.Errorf("X-Deleted: %s", got.Header.Get("X-Deleted"))
	}
	f.wantPublished(t, "profile.deleted "+third)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		f.refuses(f.call(method, "/profile/"+id, `{}`), "No entity with supplied ID")
	}
}

// wantPublished compares what was published since it was asked last.
func (f *fixture) wantPublished(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, f.published()); diff != "" {
		t.Error(diff)
	}
}

func TestLifeOfASubprofile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	profile := f.create("/database/DB/profiles", `{"name":"Ines"}`)
	f.published()
	path := "/profile/" + profile + "/subprofiles/COLL"
	id := f.create(path, `order=100482&total=24.50`)
	head := `{"id":"` + id + `","profile":"` + profile + `","database":"` + f.database.PublicID + `","collection":"` + f.collection.PublicID + `","fields":`
	f.wantPublished(t, `subprofile.created `+head+`{"order":"100482","total":"24.50"}}`)
	f.want(f.call("PUT", "/subprofile/"+id, `{"fields":{"total":30},"interests":["no"]}`), http.StatusSeeOther, "")
	f.wantPublished(t, `subprofile.updated `+head+`{"order":"100482","total":30}} was `+head+`{"order":"100482","total":"24.50"}}`)
	entity := `{"ID":"` + id + `","profile":"` + profile + `","database":"DB","collection":"COLL","fields":{"order":"100482","total":30},` +
		`"created":"2027-03-02T09:15:42.000Z","modified":"2027-03-02T09:15:42.000Z"}`
	f.want(f.call("GET", "/subprofile/"+id, ""), 200, entity)
	f.want(f.call("GET", path, ""), 200, `{"start":0,"limit":100,"count":1,"total":1,"data":[`+entity+`]}`)

	second := f.create(path, `{"order":2}`)
	f.published()
	got := f.call("DELETE", "/subprofile/"+id, "")
	if f.want(got, 200, ""); got.Header.Get("X-Deleted") != "subprofile "+id {
		t.Errorf("X-Deleted: %s", got.Header.Get("X-Deleted"))
	}
	f.wantPublished(t, `subprofile.deleted `+head+`{"order":"100482","total":30}}`)
	f.want(f.call("DELETE", "/profile/"+profile, ""), 200, "")
	f.wantPublished(t, `subprofile.deleted `+strings.Replace(head, id, second, 1)+`{"order":2}}`,
		`profile.deleted {"id":"`+profile+`","database":"`+f.database.PublicID+`","fields":{"name":"Ines"},"interests":[]}`)
	f.refuses(f.call("GET", "/subprofile/"+second, ""), "No entity with supplied ID")
}

// TestBodiesOfPHP sends what json_encode and http_build_query make of maps and
// lists.
func TestBodiesOfPHP(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, tt := range map[string]struct{ body, fields, interests string }{
		"no fields":                {`{"fields":[],"interests":["y"]}`, `{}`, `["y"]`},
		"fields null":              {`{"fields":null,"interests":{"y":1,"z":0}}`, `{}`, `["y"]`},
		"nothing at all":           {`{"fields":[],"interests":[]}`, `{}`, `[]`},
		"interests beside fields":  {`{"city":"Lund","interests":"y"}`, `{"city":"Lund"}`, `["y"]`},
		"form":                     {`fields[city]=Lund&fields[zip]=01234&interests[]=y&interests[]=z`, `{"city":"Lund","zip":"01234"}`, `["y","z"]`},
		"escaped form":             {`fields%5Bcity%5D=Lund&interests%5B0%5D=y&interests%5B1%5D=z`, `{"city":"Lund"}`, `["y","z"]`},
		"form, interests as a map": {`interests[y]=1&city=Lund&interests[z]=0`, `{"city":"Lund"}`, `["y"]`},
		"form, nested":             {`fields[a][b][]=1&fields[a][b][]=2&fields[a][c]=3`, `{"a":{"b":["1","2"],"c":"3"}}`, `[]`},
		"form, flat list":          {`tags[]=a&tags[]=b`, `{"tags":["a","b"]}`, `[]`},
		"form, list of maps":       {`rows[0][a]=1&rows[0][b]=2&rows[1][a]=3`, `{"rows":[{"a":"1","b":"2"},{"a":"3"}]}`, `[]`},
		"no whole brackets":        {`a[b=1&c]=2&[d]=3&e[f]g=4&h[[i]]=5`, `{"a[b":"1","c]":"2","[d]":"3","e[f]g":"4","h[[i]]":"5"}`, `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			id := f.create("/database/DB/profiles", tt.body)
			if got := f.call("GET", "/profile/"+id, "").Body; !strings.Contains(got, `"fields":`+tt.fields+`,"interests":`+tt.interests+`,`) {
				t.Error(got)
			}
		})
	}
	id := f.create("/database/DB/profiles", `{"fields":{"a":1},"interests":["y"]}`)
	r := httptest.NewRequestWithContext(t.Context(), "PUT", "/profile/"+id, strings.NewReader(`[]`))
	f.SetKey(r, f.Key)
	f.want(f.Send(r), http.StatusSeeOther, "")
	for body, want := range map[string]string{
		`fields[a]=1&fields[a]=2`:              "Invalid body. The body must not name a twice",
		`fields=x&fields[a]=2`:                 "Invalid body. The body must not name fields twice",
		`interests[y]=1&interests[y]=0`:        "Invalid body. The body must not name y twice",
		`fields[0]=x`:                          "Invalid fields. The fields must be an object",
		`a` + strings.Repeat("[b]", 17) + `=x`: "Invalid body. The name of a field must not have more than 16 brackets",
	} {
		f.refuses(f.call("PUT", "/profile/"+id, body), want)
	}
	if got := f.call("GET", "/profile/"+id, "").Body; !strings.Contains(got, `"fields":{"a":1},"interests":["y"]`) {
		t.Error(got)
	}
}

func TestSubprofilesElsewhere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, other := f.newDatabase("Suppliers")
	profile := f.create("/database/DB/profiles", `{}`)
	for _, method := range []string{"GET", "POST"} {
		f.refuses(f.call(method, "/profile/"+profile+"/subprofiles/"+other.PublicID, `{}`), "No collection with given ID")
		f.refuses(f.call(method, "/profile/"+profile+"/subprofiles/7", `{}`), "No collection with given ID")
		f.refuses(f.call(method, "/profile/7/subprofiles/COLL", `{}`), "No entity with supplied ID")
	}
	sub := f.create("/profile/"+profile+"/subprofiles/COLL", `{}`)
	f.refuses(f.call("GET", "/profile/"+sub, ""), "No entity with supplied ID")
	f.refuses(f.call("GET", "/subprofile/"+profile, ""), "No entity with supplied ID")
}

func TestProfileRefusals(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/profiles", `{"name":"Ines"}`)
	before := f.call("GET", "/profile/"+id, "").Body
	f.published()
	many := func(n int, item func(i int) string) string {
		var items []string
		for i := range n {
			items = append(items, item(i))
		}
		return strings.Join(items, ",")
	}
	for body, want := range map[string]string{
		`{`:                           "Invalid body. The body is not valid JSON. Line 1, column 2: the end where a name in double quotes should be",
		`{"a":1,"a":2}`:               "Invalid body. The body must not name a twice",
		`{"fields":{"a":1,"a":2}}`:    "Invalid body. The body must not name a twice",
		`{"":1}`:                      "Invalid fields. The name of a field must be 1 to 200 characters",
		`{"fields":{},"interests":7}`: "Invalid interests. The interests must be a list of names",
		`{"fields":["x"]}`:            "Invalid fields. The fields must be an object",
		`{"interests":[1]}`:           "Invalid interests. The interests must be a list of names",
		`{` + many(1001, func(i int) string { return fmt.Sprintf(`"f%d":1`, i) }) + `}`:             "Invalid fields. There can be at most 1000 fields",
		`{"interests":[` + many(1001, func(i int) string { return fmt.Sprintf(`"i%d"`, i) }) + `]}`: "Invalid interests. There can be at most 1000 interests",
	} {
		f.refuses(f.call("POST", "/database/DB/profiles", body), want)
		f.refuses(f.call("PUT", "/profile/"+id, body), want)
	}
	f.refuses(f.call("POST", "/database/DB/profiles", ""), "Invalid body. The body must be a JSON object. Line 1, column 1: the end where ‘{’ should be")
	half := `":"` + strings.Repeat("x", 600<<10) + `"}`
	f.want(f.call("PUT", "/profile/"+id, `{"half`+half), http.StatusSeeOther, "")
	f.refuses(f.call("PUT", "/profile/"+id, `{"other`+half), "Invalid fields. All of it must be 1 MiB or smaller")
	f.want(f.call("PUT", "/profile/"+id, `{"half":0}`), http.StatusSeeOther, "")
	if got := f.call("GET", "/profile/"+id, "").Body; !strings.HasPrefix(got, strings.Replace(before[:strings.Index(before, `},"interests"`)], `"Ines"`, `"Ines","half":0`, 1)) {
		t.Error(got)
	}
}

func TestListOfProfiles(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		f.newDatabase("Suppliers")
		var ids []string
		for i := range 5 {
			ids = append(ids, f.create("/database/DB/profiles", fmt.Sprintf(`{"n":%d}`, i)))
		}
		f.want(f.call("DELETE", "/profile/"+ids[1], ""), 200, "")
		got := f.call("GET", "/database/DB/profiles?start=1&limit=2", "").Body
		if !strings.HasPrefix(got, `{"start":"1","limit":"2","count":2,"total":4,"data":[{"ID":"`+ids[2]+`","database":"`) || !strings.Contains(got, `},{"ID":"`+ids[3]+`"`) {
			t.Error(got)
		}
		f.want(f.call("GET", "/database/DB/profiles?start=4&total=false", ""), 200, `{"start":"4","limit":100,"count":0,"data":[]}`)
		f.want(f.call("GET", "/database/DB/profiles?limit=0", ""), 200, `{"start":0,"limit":"0","count":0,"total":4,"data":[]}`)
	})
}

// TestDatabaseGoneMeanwhile deletes the database of a profile between the look
// at the path and the change.
func TestDatabaseGoneMeanwhile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.Publisher.Errs = []error{models.ErrNotFound}
	f.refuses(f.call("POST", "/database/DB/profiles", `{}`), "No database with supplied ID")
}
