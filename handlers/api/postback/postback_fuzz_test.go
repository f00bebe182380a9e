package postback

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/records"
)

// FuzzRead reads any bytes as the fields of a postback and of each record.
// Whatever they are, the answer is JSON, and never a fault of ours.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"attempt_interval":300,"basic_auth_username":null,"is_active":"1","number_of_attempts":1,"on_create":"1","resource":"contact","url":"https://127.0.0.1/receiver"}`))
	f.Add([]byte(`{"last_name":"Jones","location_id":"23948sdnfia1129i9asf92","contact_balance":1e999}`))
	f.Add([]byte(`{"transaction_amount":"24.50","batch_num":1e3,"account_holder_name":"","product_transaction_id":"x","location_id":"l"}`))
	f.Add([]byte(`{"url":"\ud800","number_of_attempts":99999999999999999999,"on_update":[[[[]]]]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := api.ParseObject(body)
		if err != nil {
			refused(t, err, http.StatusBadRequest)
			return
		}
		c := models.Callback{Kind: models.KindPostback, LocationID: 1}
		fields := api.Fields{Object: object, Say: say}
		readNew(&fields, &c)
		if err := check(fields.Problems, c); err != nil {
			refused(t, err, http.StatusUnprocessableEntity)
		}
		for _, resource := range records.All() {
			data, problems := resource.New("0123456789abcdef01234567", object.Members(), 1)
			if err := problems.Err(); err != nil {
				refused(t, err, http.StatusUnprocessableEntity)
			}
			if !json.Valid(data) {
				t.Errorf("%q makes the %s %q", body, resource.Name, data)
			}
		}
	})
}

// FuzzList reads any query of a list.
func FuzzList(f *testing.F) {
	f.Add("resource=contact&sort=-created_ts,url&page=2&page_size=50")
	f.Add("sort=,,-&page=9223372036854775808&page_size=0")
	f.Add("id=%00&url=%ff&sort=--url")
	f.Fuzz(func(t *testing.T, text string) {
		query, err := url.ParseQuery(text)
		if err != nil {
			return // net/http drops what it cannot read
		}
		wanted, err := parseList(query, configColumns)
		if err != nil {
			refused(t, err, http.StatusUnprocessableEntity)
			return
		}
		rows, total := wanted.of([]configEntity{{ID: "x", CreatedTS: 5}})
		if meta, err := api.Encode(configList{rows, wanted.meta("http://x", total)}); err != nil || !json.Valid(meta) {
			t.Errorf("%q gives %s: %v", text, meta, err)
		}
	})
}

// refused fails the test unless err is told with this status, as JSON.
func refused(t *testing.T, err error, status int) {
	t.Helper()
	w := httptest.NewRecorder()
	fail(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", nil), err)
	if w.Code != status || !json.Valid(w.Body.Bytes()) {
		t.Errorf("%v answers %d %s", err, w.Code, w.Body)
	}
}
