package database_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
)

func TestUpdateOfProfiles(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		var ids []string
		for i, city := range []string{"Lund", "Oslo", "Lund"} {
			ids = append(ids, f.create("/database/DB/profiles", fmt.Sprintf(`{"fields":{"n":%d,"city":"%s"},"interests":["a"]}`, i, city)))
		}
		data := func(i int, fields, interests string) string {
			return `{"id":"` + ids[i] + `","database":"` + f.database.PublicID + `","fields":` + fields + `,"interests":` + interests + `}`
		}
		f.published()
		f.want(f.call("PUT", "/database/DB/profiles?fields[]=city==Lund", `{"fields":{"vip":true}}`), 200, `{"count":2}`)
		first, third := data(0, `{"n":0,"city":"Lund","vip":true}`, `["a"]`), data(2, `{"n":2,"city":"Lund","vip":true}`, `["a"]`)
		f.wantPublished(t, "profile.updated "+first+" was "+data(0, `{"n":0,"city":"Lund"}`, `["a"]`), "profile.updated "+third+" was "+data(2, `{"n":2,"city":"Lund"}`, `["a"]`))

		got := f.call("PUT", "/v3/databases/DB/profiles?fields[]=city==Lund&fields[]=n>1", `fields[n]=3&interests[]=b`)
		if f.want(got, http.StatusSeeOther, ""); got.Header.Get("Location") != "/v3/profile/"+ids[2] {
			t.Errorf("Location: %v", got.Header)
		}
		f.wantPublished(t, "profile.updated "+data(2, `{"n":"3","city":"Lund","vip":true}`, `["b"]`)+" was "+third)
		f.want(f.call("PUT", "/database/DB/profiles?fields[]=city==Lund", `{"vip":true}`), 200, `{"count":2}`)
		f.want(f.call("PUT", "/database/DB/profiles?fields[]=id=="+ids[0], `{"vip":true}`), http.StatusSeeOther, "")
		f.want(f.call("PUT", "/database/DB/profiles?fields[]=city==Rome&create=false", `{"vip":true}`), 200, `{"count":0}`)
		f.wantPublished(t) // nothing was changed

		got = f.call("PUT", "/database/DB/profiles?fields[]=city==Rome&create=true&access_token="+f.Key, `{"city":"Rome"}`)
		id := got.Header.Get("X-Created")
		if f.want(got, http.StatusSeeOther, ""); got.Header.Get("Location") != "/profile/"+id+"?access_token="+f.Key {
			t.Errorf("Location: %v", got.Header)
		}
		f.wantPublished(t, `profile.created {"id":"`+id+`","database":"`+f.database.PublicID+`","fields":{"city":"Rome"},"interests":[]}`)
		f.want(f.call("PUT", "/database/DB/profiles?fields[]=city==Rome&create=1", `{"city":"Rome"}`), http.StatusSeeOther, "")
		f.wantPublished(t)

		f.Publisher.Errs = []error{models.ErrConflict}
		f.want(f.call("PUT", "/database/DB/profiles?fields[]=city==Lund", `{"vip":false}`), 200, `{"count":2}`) // after one that was overtaken
		f.published()
	})
}

// TestUpdateOfProfilesIsAllOrNothing looks for what a refused call has changed.
func TestUpdateOfProfilesIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("/database/DB/profiles", `{"a":1}`)
	f.create("/database/DB/profiles", `{"a":1,"half":"`+strings.Repeat("x", 600<<10)+`"}`)
	before := f.call("GET", "/database/DB/profiles", "").Body
	f.published()
	for query, want := range map[string]string{
		"":                             "Invalid fields. Say which profiles shall be changed: fields[]=name==value",
		"create=true":                  "Invalid fields. Say which profiles shall be changed: fields[]=name==value",
		"fields[]=a==1&limit=1":        "Invalid limit. All profiles that match are changed",
		"fields[]=a==1&orderby=a":      "Invalid orderby. All profiles that match are changed",
		"fields[]=a==1&create=perhaps": "Invalid create. It must be true or false",
		"fields[]=a":                   "Invalid fields. “a” cannot be read. Write it as name==value, with one of ==, !=, <>, <, >, <=, >=, =~ and !~",
		"fields[]=a==1":                "Invalid fields. All of it must be 1 MiB or smaller",
	} {
		f.refuses(f.call("PUT", "/database/DB/profiles?"+query, `{"other":"`+strings.Repeat("x", 600<<10)+`"}`), want)
	}
	if got := f.call("GET", "/database/DB/profiles", "").Body; got != before {
		t.Error("something was changed")
	}
	for range 999 {
		f.create("/database/DB/profiles", `{"a":1}`)
	}
	f.published()
	f.refuses(f.call("PUT", "/database/DB/profiles?fields[]=a==1", `{"b":1}`), "Invalid fields. 1001 profiles match, and at most 1000 are changed at once")
	f.wantPublished(t)
	f.want(f.call("PUT", "/database/DB/profiles?fields[]=half!=", `{"b":1}`), http.StatusSeeOther, "")
	f.want(f.call("PUT", "/database/DB/profiles?fields[]=half==", `{"b":1}`), 200, `{"count":1000}`)
	if n := len(f.published()); n != 1001 {
		t.Errorf("%d events", n)
	}
}
