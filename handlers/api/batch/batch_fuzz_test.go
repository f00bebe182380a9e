package batch

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
)

// FuzzRead reads any bytes as a callback and as a subscription. Whatever they
// are, the answer is JSON, and never a fault of ours.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"name":"N","url":"http://some.url","backupUrl ":"x","batchSize":7,"authentication":{"type":"B","data":{"userName":"u","password":"p"}}}`))
	f.Add([]byte(`{"name":"S","eventTypes":["EMAIL_BOUNCED"],"filters":[{"values":[{"campaignNames":["x"]}]}],"status":"PAUSED"}`))
	f.Add([]byte(`{" name":1,"name ":2,"batchSize":-1e999,"authentication":[]}`))
	f.Add([]byte(`{"name":"\ud800","eventTypes":[null],"filters":[null]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		whole, err := api.ParseObject(body)
		if err != nil {
			answered(t, err)
			return
		}
		if trimmed, err := trimNames(whole); err != nil {
			answered(t, err)
		} else {
			answered(t, trimmed.readNew(&models.Callback{Kind: models.KindBatch, CompanyID: 1}))
		}
		s := models.Subscription{CompanyID: 1, CallbackID: 1}
		if whole.Has("callBackName") {
			return // it would be looked up
		}
		if err := (API{}).readSubscription(nil, whole, &s); err != nil {
			answered(t, err)
		}
		s.Clean()
		answered(t, s.Check().Err())
	})
}

// answered fails the test unless err is the caller's fault and told as JSON.
func answered(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	w := httptest.NewRecorder()
	fail(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", nil), err)
	if w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) {
		t.Errorf("%v answers %d %s", err, w.Code, w.Body)
	}
}
