package database_test

import (
	"net/http"
	"testing"
)

func TestFieldsAndInterests(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/profiles", `{"fields":{"city":"Lund","n":1.50},"interests":["a","b"]}`)
	sub := f.create("/profile/"+id+"/subprofiles/COLL", `{"total":3}`)
	for _, step := range []struct{ method, path, body, fields, interests string }{
		{"PUT", "/fields", `{"city":"Oslo"}`, `{"city":"Oslo","n":1.50}`, `["a","b"]`},
		{"POST", "/fields", `fields[city]=Lund&fields[x]=1`, `{"city":"Lund","n":1.50,"x":"1"}`, `["a","b"]`},
		{"POST", "", `{"x":2}`, `{"city":"Lund","n":1.50,"x":2}`, `["a","b"]`},
		{"PUT", "/fields", `{}`, `{"city":"Lund","n":1.50,"x":2}`, `["a","b"]`},
		{"POST", "/interests", `{"c":1,"a":0}`, `{"city":"Lund","n":1.50,"x":2}`, `["b","c"]`},
		{"POST", "/interests", `{"interests":["d","b"]}`, `{"city":"Lund","n":1.50,"x":2}`, `["b","c","d"]`},
		{"POST", "/interests", `{}`, `{"city":"Lund","n":1.50,"x":2}`, `["b","c","d"]`},
		{"PUT", "/interests", `{"e":true,"b":false}`, `{"city":"Lund","n":1.50,"x":2}`, `["e"]`},
		{"PUT", "/interests", `interests[]=y&interests[]=z`, `{"city":"Lund","n":1.50,"x":2}`, `["y","z"]`},
		{"PUT", "/interests", `interests=y`, `{"city":"Lund","n":1.50,"x":2}`, `["y"]`},
		{"PUT", "/interests", `football=1&tennis=0`, `{"city":"Lund","n":1.50,"x":2}`, `["football"]`},
		{"PUT", "/interests", `["u","v","u"]`, `{"city":"Lund","n":1.50,"x":2}`, `["u","v"]`},
		{"PUT", "/interests", `{"interests":1}`, `{"city":"Lund","n":1.50,"x":2}`, `["interests"]`},
		{"PUT", "/interests", `[]`, `{"city":"Lund","n":1.50,"x":2}`, `[]`},
	} {
		got := f.call(step.method, "/profile/"+id+step.path, step.body)
		if f.want(got, http.StatusSeeOther, ""); got.Header.Get("Location") != "/profile/"+id {
			t.Errorf("Location: %s", got.Header.Get("Location"))
		}
		f.want(f.call("GET", "/profile/"+id+"/fields", ""), 200, step.fields)
		f.want(f.call("GET", "/profile/"+id+"/interests", ""), 200, step.interests)
	}
	f.want(f.call("POST", "/subprofile/"+sub, `{"total":4}`), http.StatusSeeOther, "")
	f.want(f.call("PUT", "/subprofile/"+sub+"/fields", `{"paid":true}`), http.StatusSeeOther, "")
	f.want(f.call("GET", "/subprofile/"+sub+"/fields", ""), 200, `{"total":4,"paid":true}`)
	for body, want := range map[string]string{
		`{"a":[]}`: "Invalid interests. The interests must be a list of names", `[1]`: "Invalid interests. The interests must be a list of names",
		`{"a":1,"a":0}`: "Invalid body. The body must not name a twice", `{"a":`: "Invalid body. The body is not valid JSON. Line 1, column 6: the end where a value should be",
		"[\"\xff\"]": "Invalid body. The body must be UTF-8. Line 1, column 3: the byte FF where a character should be",
		`[`:          "Invalid body. The body is not valid JSON. Line 1, column 2: the end where a value should be",
		``:           "Invalid body. The body is not valid JSON. Line 1, column 1: the end where a value should be",
	} {
		f.refuses(f.call("PUT", "/profile/"+id+"/interests", body), want)
		f.refuses(f.call("POST", "/profile/"+id+"/interests", body), want)
	}
}
