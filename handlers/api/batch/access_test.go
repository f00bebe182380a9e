package batch_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api/batch"
	"callboard/models"
	"callboard/models/store/storetest"
)

func TestEveryRouteChecksItsKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.create("Bounces")
		location := storetest.Location(t, w.store, w.company)
		other := models.Company{Name: "Contoso", Active: true}
		if err := w.store.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
			t.Fatal(err)
		}
		_, system := storetest.Key(t, w.store, models.Admin, models.Owner{})
		_, local := storetest.Key(t, w.store, models.Admin, location.Owner())
		_, viewer := storetest.Key(t, w.store, models.Viewer, w.company.Owner())
		_, stranger := storetest.Key(t, w.store, models.Admin, other.Owner())
		for _, route := range (batch.API{Store: w.store, Verifier: w.outside}).Site().Routes {
			method, path, _ := strings.Cut(route.Pattern, " ")
			path = strings.NewReplacer("{callback}", "Bounces", "{subscription}", "S", "{$}", "", base, "").Replace(path)
			for _, key := range []string{"", "cb_wrong", "Basic Og==", "Bearer cb_wrong"} {
				got := w.callAs(key, method, path, `{}`)
				got.want(t, 401, failure("Invalid authentication token", "INVALID_TOKEN", "The API key is missing or not valid"))
			}
			for _, key := range []string{system, local} {
				if got := w.callAs(key, method, path, `{}`); got.status != http.StatusForbidden {
					t.Errorf("%s: %d %s", route.Pattern, got.status, got.body)
				}
			}
			if got := w.callAs(viewer, method, path, `{}`); (got.status == http.StatusForbidden) == models.Viewer.Allows(route.Need) {
				t.Errorf("a viewer gets %d from %s", got.status, route.Pattern)
			}
			if strings.Contains(path, "Bounces") {
				w.callAs(stranger, method, path, `{}`).want(t, 404, notFound("CallBack [Bounces] not found"))
			}
		}
		if got := w.callAs(viewer, "GET", "/callbacks/Bounces?action=verify", ""); got.status != http.StatusForbidden {
			t.Errorf("a viewer verifies: %d", got.status)
		}
		for _, form := range []string{w.key, "Bearer " + w.key, " " + w.key + " "} {
			w.callAs(form, "GET", "/subscriptions", "").want(t, 200, "[]")
		}
	})
}

// A program with another version, or another resource, in its address reads
// JSON as well.
func TestUnknownPathsOfRest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, path := range []string{"/rest", "/rest/", "/rest/api/v1.2/notifications/callbacks", "/rest/api/v1.3/lists", base + "/nothing"} {
			recorder := httptest.NewRecorder()
			w.mux.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
			if recorder.Code != http.StatusNotFound || !strings.Contains(recorder.Body.String(), `"errorCode":"OBJECT_NOT_FOUND"`) {
				t.Errorf("%s: %d %s", path, recorder.Code, recorder.Body)
			}
		}
	})
}
