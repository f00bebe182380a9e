package native_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/models/store/storetest"
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
	f.Add([]byte(`{"resource":"profile","database":"DB","fields":{"z":1e999,"":{}},"interests":["a",7]}`))
	f.Add([]byte(`{"resource":"subprofile","profile":"PROFILE","collection":"COL","fields":{"a":[{}]},"version":null}`))
	f.Add([]byte(`{"resource":"contact","location":"LOC","fields":{"last_name":"x","location_id":7,"contact_balance":"1.50"}}`))
	f.Add([]byte(`{"kind":"database","owner":{"location":7,"source":{"database":"DB","collection":null}},"actions":["all"]}`))
	f.Add([]byte(`[{"type":"profile.updated","database_id":"DB","data":{"id":[]},"before":{}},{"type":"subprofile.created","collection_id":7,"data":{}}]`))
	f.Add([]byte(strings.Repeat(`{"data":`, 12_000)))
	o := newFuzzed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, call := range o.calls {
			method, path, _ := strings.Cut(call, " ")
			r := httptest.NewRequestWithContext(t.Context(), method, native.BasePath+path, strings.NewReader(o.words.Replace(string(body))))
			r.Header.Set("Authorization", "Bearer "+o.key)
			w := httptest.NewRecorder()
			o.mux.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s with %q answers %d %s", call, body, w.Code, w.Body)
			}
		}
	})
}

// fuzzed is the API of a company, and the calls that read the most.
type fuzzed struct {
	mux   *http.ServeMux
	key   string
	calls []string
	words *strings.Replacer // ids for the names in bodies
}

func newFuzzed(f *testing.F) fuzzed {
	f.Helper()
	s, err := store.Open(f.Context(), store.Options{Dir: f.TempDir(), Server: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	o := fuzzed{mux: http.NewServeMux()}
	p := fuzzPublisher{s}
	c := models.Company{Name: "Northwind Fitness", Active: true}
	l := models.Location{Name: "Rotterdam", Active: true}
	d, orders := models.Database{Name: "Members"}, models.Collection{Name: "Orders"}
	made := func(err error) {
		if err != nil {
			f.Fatal(err)
		}
	}
	made(s.CreateCompany(f.Context(), storetest.Access(), &c))
	l.CompanyID, d.CompanyID = c.ID, c.ID
	made(s.CreateLocation(f.Context(), storetest.Access(), &l))
	made(s.CreateDatabase(f.Context(), storetest.Access(), &d))
	orders.DatabaseID = d.ID
	made(s.CreateCollection(f.Context(), storetest.Access(), &orders))
	keep := store.ProfileService{Store: s, Publisher: p, Access: storetest.Access()}
	parent, err := keep.Create(f.Context(), d, profile.Input{})
	made(err)
	child, err := keep.CreateWithin(f.Context(), parent, orders, profile.Input{})
	made(err)
	contacts, _ := records.Named("contact")
	contact, err := store.RecordService{Store: s, Publisher: p, Access: storetest.Access(), Resource: contacts}.Create(f.Context(), store.Fields{
		"location_id": records.JSON(l.PublicID), "last_name": records.JSON("Jones"),
	})
	made(err)
	o.key, err = s.CreateAPIKey(f.Context(), storetest.Access(), &models.APIKey{Name: "Shop", Role: models.Manager, CompanyID: c.ID})
	made(err)
	web.Mount(o.mux, native.API{Store: s, Publisher: p, Verifier: apitest.Verifier{Store: s}, Wake: func() {}}.Site())
	o.words = strings.NewReplacer("LOC", l.PublicID, "DB", d.PublicID, "COL", orders.PublicID, "PROFILE", parent.PublicID)
	for _, part := range []string{"callbacks", "events", "event-types", "keys", "locations", "databases", "records"} {
		o.calls = append(o.calls, "POST /companies/"+c.PublicID+"/"+part)
	}
	for _, record := range []models.Record{parent, child, contact} {
		o.calls = append(o.calls, "PATCH /records/"+record.PublicID)
	}
	o.calls = append(o.calls, "PATCH /databases/"+d.PublicID, "PATCH /collections/"+orders.PublicID)
	return o
}

// fuzzPublisher stores the changes of records, and lets events go.
type fuzzPublisher struct{ store *store.Store }

func (p fuzzPublisher) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	if len(changes) == 0 {
		return events, nil
	}
	return events, p.store.Accept(ctx, changes, nil, nil)
}
