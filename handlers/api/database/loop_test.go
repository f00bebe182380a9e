package database_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
)

// A receiver that writes back what it is sent, and repeats our header, is stopped.
func TestALoopIsStopped(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/profiles", `{"city":"Delft"}`)
	f.Publisher.Events = nil
	calls := []struct{ method, path, body string }{
		{"POST", "/database/DB/profiles", `{"city":"Leiden"}`},
		{"PUT", "/profile/" + id, `{"city":"Lund"}`},
		{"PUT", "/profile/" + id + "/interests", `{"football":1}`},
		{"PUT", "/database/DB/profiles?fields[]=city==Delft", `{"city":"Malmö"}`},
		{"POST", "/profile/" + id + "/subprofiles/COLL", `{"total":1}`},
		{"DELETE", "/profile/" + id, ""},
	}
	for _, call := range calls {
		r := httptest.NewRequestWithContext(t.Context(), call.method, f.named(call.path), strings.NewReader(call.body))
		f.SetKey(r, f.Key)
		r.Header.Set(models.HopsHeader, "6")
		f.want(f.Send(r), http.StatusLoopDetected, `{"error":{"message":"`+(models.LoopError{Hops: 6}).Error()+`"}}`)
	}
	if got := f.published(); len(got) > 0 {
		t.Errorf("published %s", got)
	}
}
