package database_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestARedirectFollowedWithTheSameMethod asks as clients do that keep the method
// of a change over its redirect, and lose the body.
func TestARedirectFollowedWithTheSameMethod(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	profile := f.create("/database/DB/profiles", `{"city":"Delft"}`)
	sub := f.create("/profile/"+profile+"/subprofiles/COLL", `{"total":3}`)
	callback := f.create("/database/DB/callbacks", `{"url":"https://crm.example/in"}`)

	for path, change := range map[string]string{
		"/profile/" + profile: `{"city":"Lund"}`, "/subprofile/" + sub: `{"total":4}`, "/callback/" + callback: `{"action":"create"}`,
	} {
		for _, method := range []string{"PUT", "POST"} {
			made := f.call(method, path, change)
			f.want(made, http.StatusSeeOther, "")
			read := f.call("GET", path, "")
			f.want(f.call(method, made.Header.Get("Location"), ""), http.StatusOK, read.Body)
			if !strings.Contains(read.Body, strings.Trim(change, "{}")) {
				t.Errorf("%s %s is now %s", method, path, read.Body)
			}
		}
	}
}
