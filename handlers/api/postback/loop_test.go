package postback_test

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
	id := f.create("/v2/contacts", f.seed(`{"contact":{"location_id":"23948sdnfia1129i9asf92","last_name":"Lue"}}`))
	published := len(f.Publisher.Events)
	for _, call := range []struct{ method, path, body string }{
		{"POST", "/v2/contacts", f.seed(`{"contact":{"location_id":"23948sdnfia1129i9asf92","last_name":"Bakker"}}`)},
		{"PUT", "/v2/contacts/" + id, `{"contact":{"last_name":"Lu"}}`},
		{"DELETE", "/v2/contacts/" + id, ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), call.method, call.path, strings.NewReader(call.body))
		f.SetKey(r, f.Key)
		r.Header.Set(models.HopsHeader, "6")
		f.Send(r).Want(t, http.StatusLoopDetected, sentence(models.HopsHeader, (models.LoopError{Hops: 6}).Error()+"."))
	}
	if got := len(f.Publisher.Events) - published; got > 0 {
		t.Errorf("%d events were published", got)
	}
}
