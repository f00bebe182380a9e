package native_test

import (
	"net/http"
	"testing"

	"callboard/models"
)

// A receiver that publishes what it is sent, and repeats our header, is stopped.
func TestALoopIsStopped(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	contact := f.call("POST", f.in("/records"), f.fill(`{"resource":"contact","location":"LOC","fields":{"last_name":"Lue"}}`)).wants(t, http.StatusCreated)
	profile := f.call("POST", f.in("/records"), f.fill(`{"resource":"profile","database":"DB","fields":{"city":"Delft"}}`)).wants(t, http.StatusCreated)
	contactPath, profilePath := "/records/"+contact.text(t, "id"), "/records/"+profile.text(t, "id")
	calls := []struct{ name, method, path, body string }{
		{"an event", "POST", f.in("/events"), `{"type":"person_added","data":{"person":{}}}`},
		{"a new contact", "POST", f.in("/records"), f.fill(`{"resource":"contact","location":"LOC","fields":{"last_name":"Bakker"}}`)},
		{"a changed contact", "PATCH", contactPath, `{"fields":{"last_name":"Lu"}}`},
		{"a changed profile", "PATCH", profilePath, `{"fields":{"city":"Lund"}}`},
		{"a deleted profile", "DELETE", profilePath, ""},
		{"a deleted contact", "DELETE", contactPath, ""},
	}
	for _, call := range calls {
		published := len(f.Publisher.Events)
		q := request{key: f.Key, method: call.method, path: call.path, body: call.body, headers: map[string]string{models.HopsHeader: "6"}}
		got := f.send(q).wants(t, http.StatusLoopDetected)
		if want := (models.LoopError{Hops: 6}).Error(); got.text(t, "detail") != want || len(f.Publisher.Events) != published {
			t.Errorf("%s: %d events are published, and it says %s", call.name, len(f.Publisher.Events)-published, got.Body)
		}
	}
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, call := range calls {
		q := request{key: f.Key, method: call.method, path: call.path, body: call.body, headers: map[string]string{models.HopsHeader: "5", "traceparent": trace}}
		if got := f.send(q); got.Status >= http.StatusBadRequest {
			t.Fatalf("%s: %d %s", call.name, got.Status, got.Body)
		}
		e := f.Publisher.Events[len(f.Publisher.Events)-1]
		if e.Hops != 5 || e.TraceParent != trace || e.KeyID == 0 || e.Source != "key Front desk" {
			t.Errorf("%s: published %+v", call.name, e)
		}
	}
}
