package native_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/storetest"
	"callboard/web"
)

// FuzzBodies sends any bytes to the calls that read the most. Whatever they
// are, the answer is JSON, and never a fault of ours.
func FuzzBodies(f *testing.F) {
	f.Add([]byte(signed))
	f.Add([]byte(orderPaid))
	f.Add([]byte(`[{"id":"e","type":"person_added","occurred_at":"2027-01-01","data":{"a":1e999}}]`))
	f.Add([]byte(`{"kind":"postback","types":["contact.*"],"actions":[null],"headers":[{"name":"X","value":"y","secret":true}],"retry":{"delays_s":[0,300]}}`))
	f.Add([]byte(`{"coverage":{"mode":"only","locations":["x"]},"dates":{"start":"0001-01-01","end":null},"filter":{"list_id":7}}`))
	f.Add([]byte(strings.Repeat(`{"data":`, 12_000)))
	mux, company, key := open(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, path := range []string{"/callbacks", "/events", "/event-types", "/keys", "/locations"} {
			r := httptest.NewRequestWithContext(t.Context(), "POST", native.Base+"/companies/"+company+path, strings.NewReader(string(body)))
			r.Header.Set("Authorization", "Bearer "+key)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s with %q answers %d %s", path, body, w.Code, w.Body)
			}
		}
	})
}

// open returns the API of a company before an own store, and a key for it.
func open(f *testing.F) (mux *http.ServeMux, company, key string) {
	f.Helper()
	s, err := store.Open(f.Context(), store.Options{Dir: f.TempDir(), Server: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	c := models.Company{Name: "Northwind Fitness", Active: true}
	if err := s.CreateCompany(f.Context(), storetest.Access(), &c); err != nil {
		f.Fatal(err)
	}
	key, err = s.CreateKey(f.Context(), storetest.Access(), &models.APIKey{Name: "Shop", Role: models.Manager, CompanyID: c.ID})
	if err != nil {
		f.Fatal(err)
	}
	mux = http.NewServeMux()
	web.Mount(mux, native.API{Store: s, Publisher: &publisher{}, Wake: func() {}}.Door())
	return mux, c.PublicID, key
}
