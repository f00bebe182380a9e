package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"callboard/delivery"
	"callboard/handlers/api/batch"
	"callboard/handlers/api/database"
	"callboard/handlers/api/event"
	"callboard/handlers/api/native"
	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// front is all APIs of a company that has one of everything.
type front struct {
	tb      testing.TB
	handler http.Handler
	doors   []web.Site
	errors  map[string]*jsonschema.Schema // the published form of an error, by door
	keys    map[string]string             // by door
	ids     map[string]string             // path values by door and name, or by name
}

// The names of the doors.
const (
	eventDoor, batchDoor, postbackDoor = "event API", "batch API", "postback API"
	databaseDoor, nativeDoor           = "database API", "native API"
)

// errorForms are the published forms of errors, as JSON Schema.
var errorForms = map[string]string{
	eventDoor: `{"type":"object","required":["errors"],"additionalProperties":false,"properties":{"errors":{"type":"array","minItems":1,
		"items":{"type":"object","required":["message"],"additionalProperties":false,"properties":{"callback_id":{"type":"string"},"message":{"type":"string","minLength":1}}}}}}`,
	batchDoor: `{"type":"object","required":["type","title","errorCode","detail","errorDetails"],"additionalProperties":false,"properties":{
		"type":{"const":""},"title":{"type":"string","minLength":1},"errorCode":{"pattern":"^[A-Z_]+$"},"detail":{"type":"string","minLength":1},"errorDetails":{"const":[]}}}`,
	postbackDoor: `{"type":"object","required":["errors"],"additionalProperties":false,"properties":{"errors":{"type":"object","minProperties":1,
		"additionalProperties":{"type":"array","minItems":1,"items":{"type":"string","pattern":"[.?!]$"}}}}}`,
	databaseDoor: `{"type":"object","required":["error"],"additionalProperties":false,"properties":{"error":{"type":"object","required":["message"],
		"additionalProperties":false,"properties":{"message":{"type":"string","minLength":1}}}}}`,
	nativeDoor: `{"type":"object","required":["type","title","status","detail"],"properties":{"type":{"const":"about:blank"},
		"title":{"type":"string","minLength":1},"status":{"type":"integer"},"detail":{"type":"string","minLength":1},
		"errors":{"type":"array","minItems":1,"items":{"type":"object","required":["field","detail"]}}}}`,
}

// willing stands for receivers that all answer.
type willing struct{ store *store.Store }

func (willing) Try(context.Context, models.Callback) models.Attempt {
	return models.Attempt{Code: http.StatusOK}
}

func (w willing) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := w.store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	done := models.Verification{Attempts: []models.Attempt{{Code: http.StatusOK}}}
	done.Released, err = w.store.RecordVerification(ctx, by, c, done.Attempts)
	return done, err
}

// face opens the APIs before a store, and makes one of everything.
func face(tb testing.TB, s *store.Store) *front {
	tb.Helper()
	engine := delivery.New(s, delivery.NewSender(delivery.NewGuard(nil), nil), nil)
	f := &front{tb: tb, errors: map[string]*jsonschema.Schema{}, keys: map[string]string{}, doors: []web.Site{
		event.API{Store: s, Publisher: engine}.Site(),
		batch.API{Store: s, Verifier: willing{s}}.Site(),
		postback.API{Store: s, Publisher: engine}.Site(),
		database.API{Store: s, Publisher: engine}.Site(),
		native.API{Store: s, Publisher: engine, Verifier: willing{s}, Wake: func() {}}.Site(),
	}}
	f.handler = web.Middleware(web.Mount(http.NewServeMux(), f.doors...), nil)
	company := models.Company{Name: "Northwind Gyms", Active: true}
	key := func(k models.APIKey) string {
		text, err := s.CreateAPIKey(tb.Context(), storetest.Access(), &k)
		f.must(err)
		return text
	}
	f.must(s.CreateCompany(tb.Context(), storetest.Access(), &company))
	for _, door := range f.doors {
		f.keys[door.Name] = key(models.APIKey{Name: door.Name, Role: models.Admin, CompanyID: company.ID})
		compiler := jsonschema.NewCompiler()
		form, err := jsonschema.UnmarshalJSON(strings.NewReader(errorForms[door.Name]))
		f.must(err)
		f.must(compiler.AddResource("mem:///"+url.PathEscape(door.Name), form))
		f.errors[door.Name], err = compiler.Compile("mem:///" + url.PathEscape(door.Name))
		f.must(err)
	}
	f.keys[nativeDoor] = key(models.APIKey{Name: "System", Role: models.Admin})
	f.ids = map[string]string{"company": company.PublicID, "type": "Order.paid", "event": "e-0"}
	f.furnish(s, company)
	return f
}

func (f *front) must(err error) {
	f.tb.Helper()
	if err != nil {
		f.tb.Fatal(err)
	}
}

// furnish makes one of everything that a path can name.
func (f *front) furnish(s *store.Store, company models.Company) {
	f.tb.Helper()
	d := models.Database{CompanyID: company.ID, Name: "Members"}
	f.must(s.CreateDatabase(f.tb.Context(), storetest.Access(), &d))
	c := models.Collection{CompanyID: company.ID, DatabaseID: d.ID, Name: "Orders"}
	f.must(s.CreateCollection(f.tb.Context(), storetest.Access(), &c))
	f.ids["database"], f.ids["collection"] = d.PublicID, c.PublicID
	for _, one := range furniture {
		door := f.door(one.door)
		method, path := f.path(door, one.call)
		got := f.send(door, httptest.NewRequest(method, path, strings.NewReader(f.fill(one.body))))
		if got.Code >= 300 {
			f.tb.Fatalf("%s: %d %s", one.call, got.Code, got.Body)
		}
		if one.header != "" {
			f.ids[one.name] = got.Header().Get(one.header)
		} else if one.member != "" {
			f.ids[one.name] = memberAt(f.tb, got.Body.String(), one.member)
		}
	}
}

// memberAt reads a text of an answer by its path: "data.0.id".
func memberAt(tb testing.TB, body, path string) string {
	tb.Helper()
	var value any
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		tb.Fatal(err)
	}
	for name := range strings.SplitSeq(path, ".") {
		switch here := value.(type) {
		case map[string]any:
			value = here[name]
		case []any:
			value = here[0]
		}
	}
	text, ok := value.(string)
	if !ok {
		tb.Fatalf("no %s in %s", path, body)
	}
	return text
}

func (f *front) door(name string) web.Site {
	return f.doors[slices.IndexFunc(f.doors, func(d web.Site) bool { return d.Name == name })]
}

// fill puts the ids of the company into a body.
func (f *front) fill(body string) string {
	return strings.NewReplacer("LOCATION", f.ids["location"], "COLLECTION", f.ids["collection"]).Replace(body)
}

// path fills the values of a pattern in with what there is.
func (f *front) path(door web.Site, pattern string) (method, path string) {
	method, path, _ = strings.Cut(strings.TrimSuffix(pattern, "{$}"), " ")
	return method, pathValue.ReplaceAllStringFunc(path, func(name string) string {
		name = strings.Trim(name, "{}")
		if name == "record" {
			name = strings.Split(path, "/")[2]
		}
		for _, known := range []string{door.Name + " " + name, name} {
			if id := f.ids[known]; id != "" {
				return id
			}
		}
		return "1"
	})
}

// send sends a request with a key of its door. Whatever comes back is JSON or
// nothing, in the form of the door, and never a fault of ours.
func (f *front) send(door web.Site, r *http.Request) *httptest.ResponseRecorder {
	f.tb.Helper()
	r.Header.Set("Authorization", "Bearer "+f.keys[door.Name])
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	media, body := "application/json", w.Body.String()
	if door.Name == nativeDoor && w.Code >= 400 {
		media = "application/problem+json"
	}
	told := func(what string) {
		f.tb.Helper()
		f.tb.Errorf("%s %.200s: %s: %d %s %.300s", r.Method, r.URL, what, w.Code, w.Header().Get("Content-Type"), body)
	}
	switch {
	case w.Code >= http.StatusInternalServerError:
		told("a fault of ours")
	case body != "" && (w.Header().Get("Content-Type") != media || !json.Valid([]byte(body))):
		told("no JSON")
	case w.Code >= 400 && r.Method != http.MethodHead:
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err == nil {
			err = f.errors[door.Name].Validate(value)
		}
		if err != nil {
			told("not the form of its errors: " + err.Error())
		}
	}
	return w
}
