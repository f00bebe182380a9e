package event

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
)

// FuzzRead reads any bytes as a registration and as a test event. Whatever
// they are, the answer is JSON, and never a fault of ours.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"event_type":"person_added","destination":{"url":"http://some.url"},"start_date":"2010-01-01T00:00Z"}`))
	f.Add([]byte(`{"event_type":"subscription_added","subscription":{"subscription_list":{"id":"my_list"}}}`))
	f.Add([]byte(`{"event_type":"subscription_added","subscription":{"subscription_list":{"id":"my_list","id":0}}}`))
	f.Add([]byte(`{"event_type":"person_added","person":{"\ud800":1e999}}`))
	f.Add([]byte(strings.Repeat(`{"person":`, 20_000)))
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := api.ParseObject(body)
		if err != nil {
			refused(t, err)
			return
		}
		c := models.Callback{Kind: models.KindEvent, CompanyID: 1}
		if err := readInto(object, &c); err != nil {
			refused(t, err)
		}
		e, err := readTest(object, nil)
		if err != nil {
			refused(t, err)
		} else if !json.Valid(e.Data) {
			t.Errorf("%q is delivered as %q", body, e.Data)
		}
	})
}

// refused fails the test unless err is the caller's fault and told as JSON.
func refused(t *testing.T, err error) {
	t.Helper()
	w := httptest.NewRecorder()
	fail(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", nil), err)
	if w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound || !json.Valid(w.Body.Bytes()) {
		t.Errorf("%v answers %d %s", err, w.Code, w.Body)
	}
}
