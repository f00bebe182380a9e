package batch_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/batch"
	"callboard/models"
)

func TestEveryRouteChecksItsKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	system := f.NewKey(models.Admin, models.Owner{})
	local := f.NewKey(models.Admin, f.Location.Owner())
	viewer := f.NewKey(models.Viewer, f.Company.Owner())
	stranger := f.NewKey(models.Admin, f.NewCompany("Contoso").Owner())
	for _, route := range (batch.API{Store: f.Store, Verifier: apitest.Verifier{}}).Site().Routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		path = strings.NewReplacer("{callback}", "Bounces", "{subscription}", "S", "{$}", "", base, "").Replace(path)
		for _, key := range []string{"", "cb_wrong", "Basic Og==", "Bearer cb_wrong"} {
			got := f.callAs(key, method, path, `{}`)
			got.Want(t, 401, failure("Invalid authentication token", "INVALID_TOKEN", "The API key is missing or not valid"))
		}
		for _, key := range []string{system, local} {
			if got := f.callAs(key, method, path, `{}`); got.Status != http.StatusForbidden {
				t.Errorf("%s: %d %s", route.Pattern, got.Status, got.Body)
			}
		}
		if got := f.callAs(viewer, method, path, `{}`); (got.Status == http.StatusForbidden) == models.Viewer.Allows(route.Need) {
			t.Errorf("a viewer gets %d from %s", got.Status, route.Pattern)
		}
		if strings.Contains(path, "Bounces") {
			f.callAs(stranger, method, path, `{}`).Want(t, 404, notFound("CallBack [Bounces] not found"))
		}
	}
	if got := f.callAs(viewer, "GET", "/callbacks/Bounces?action=verify", ""); got.Status != http.StatusForbidden {
		t.Errorf("a viewer verifies: %d", got.Status)
	}
	for _, form := range []string{f.Key, "Bearer " + f.Key, " " + f.Key + " "} {
		f.callAs(form, "GET", "/subscriptions", "").Want(t, 200, "[]")
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{"/", "/other", "/callbacks/a/b", "/eventList/x"} {
		got := f.callAs("", "GET", path, "")
		if got.Status != http.StatusNotFound || !strings.Contains(got.Body, `"errorCode":"OBJECT_NOT_FOUND"`) {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
	got := f.call("PATCH", "/callbacks", "")
	if got.Status != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("%d %v", got.Status, got.Header)
	}
	got = f.call("POST", "/callbacks", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`)
	got.Want(t, 413, invalid("The body must be 1 MiB or smaller"))
}

// A program with another version, or another resource, in its address reads
// JSON as well.
func TestUnknownPathsOfRest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{"/rest", "/rest/", "/rest/api/v1.2/notifications/callbacks", "/rest/api/v1.3/lists", base + "/nothing"} {
		got := f.CallAs("", "GET", path, "")
		if got.Status != http.StatusNotFound || !strings.Contains(got.Body, `"errorCode":"OBJECT_NOT_FOUND"`) {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
}
