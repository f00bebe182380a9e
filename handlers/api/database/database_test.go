package database_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/database"
	"callboard/models"
	"callboard/models/store/storetest"
	"callboard/web"
)

// needs says what each call needs. TestEveryRouteChecksItsKey asks for all.
var needs = map[string]models.Permission{
	"GET /database":                                    models.CallbacksRead,
	"GET /database/{database}":                         models.CallbacksRead,
	"GET /database/{database}/collections":             models.CallbacksRead,
	"GET /database/{database}/callbacks":               models.CallbacksRead,
	"POST /database/{database}/callbacks":              models.CallbacksWrite,
	"GET /collection/{collection}/callbacks":           models.CallbacksRead,
	"POST /collection/{collection}/callbacks":          models.CallbacksWrite,
	"GET /callback/{callback}":                         models.CallbacksRead,
	"POST /callback/{callback}":                        models.CallbacksWrite,
	"PUT /callback/{callback}":                         models.CallbacksWrite,
	"DELETE /callback/{callback}":                      models.CallbacksEnd,
	"GET /database/{database}/profiles":                models.DeliveriesPayload,
	"POST /database/{database}/profiles":               models.EventsWrite,
	"PUT /database/{database}/profiles":                models.EventsWrite,
	"GET /profile/{profile}/subprofiles/{collection}":  models.DeliveriesPayload,
	"POST /profile/{profile}/subprofiles/{collection}": models.EventsWrite,
	"GET /profile/{profile}/interests":                 models.DeliveriesPayload,
	"PUT /profile/{profile}/interests":                 models.EventsWrite,
	"POST /profile/{profile}/interests":                models.EventsWrite,
	"GET /profile/{profile}":                           models.DeliveriesPayload,
	"PUT /profile/{profile}":                           models.EventsWrite,
	"POST /profile/{profile}":                          models.EventsWrite,
	"DELETE /profile/{profile}":                        models.EventsWrite,
	"GET /profile/{profile}/fields":                    models.DeliveriesPayload,
	"PUT /profile/{profile}/fields":                    models.EventsWrite,
	"POST /profile/{profile}/fields":                   models.EventsWrite,
	"GET /subprofile/{subprofile}":                     models.DeliveriesPayload,
	"PUT /subprofile/{subprofile}":                     models.EventsWrite,
	"POST /subprofile/{subprofile}":                    models.EventsWrite,
	"DELETE /subprofile/{subprofile}":                  models.EventsWrite,
	"GET /subprofile/{subprofile}/fields":              models.DeliveriesPayload,
	"PUT /subprofile/{subprofile}/fields":              models.EventsWrite,
	"POST /subprofile/{subprofile}/fields":             models.EventsWrite,
}

// createAll makes one of everything, and returns where it is.
func (f *fixture) createAll() *strings.Replacer {
	f.T.Helper()
	callback := f.create("/database/DB/callbacks", `{"url":"https://hidden.example/crm"}`)
	profile := f.create("/database/DB/profiles", `{"name":"Hidden"}`)
	subprofile := f.create("/profile/"+profile+"/subprofiles/COLL", `{"name":"Hidden"}`)
	return strings.NewReplacer("{database}", f.database.PublicID, "{collection}", f.collection.PublicID,
		"{callback}", callback, "{profile}", profile, "{subprofile}", subprofile, "{$}", "")
}

func TestEveryRouteChecksItsKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	here, strangers := f.createAll(), f.strangers()
	viewer := f.NewKey(models.Viewer, f.Company.Owner())
	operator := f.NewKey(models.Operator, f.Company.Owner())
	system := f.NewKey(models.Admin, models.Owner{})
	routes := database.API{Store: f.Store}.Site().Routes
	if len(routes) != 2*len(needs) {
		t.Errorf("%d routes: two for each of %d calls", len(routes), len(needs))
	}
	for _, route := range routes {
		need := needs[strings.TrimSuffix(route.Pattern, "/{$}")]
		isList := strings.HasPrefix(route.Pattern, "GET /database") && !strings.Contains(route.Pattern, "{database}")
		if route.Need != need || need == "" || (route.Owner == nil) != isList {
			t.Errorf("%s needs %q", route.Pattern, route.Need)
		}
		method, path, _ := strings.Cut(here.Replace(route.Pattern), " ")
		if need == models.EventsWrite && strings.Contains(route.Pattern, "PUT /database/") {
			path += "?fields[]=name==Hidden"
		}
		for _, key := range []string{"", "cb_wrong"} {
			f.refuses(f.callAs(key, method, path, `{}`), "Invalid access token")
		}
		for name, key := range strangers {
			got := f.callAs(key, method, path, `{}`)
			if isList {
				f.want(got, 200, `{"start":0,"limit":100,"count":0,"total":0,"data":[]}`)
			} else if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, `{"error":{"message":"No `) {
				t.Errorf("%s gets %d %s from %s", name, got.Status, got.Body, route.Pattern)
			}
		}
		for role, key := range map[models.Role]string{models.Viewer: viewer, models.Operator: operator} {
			if got := f.callAs(key, method, path, `{}`); strings.Contains(got.Body, "may not") == role.Allows(need) {
				t.Errorf("a %s gets %d %s from %s", role, got.Status, got.Body, route.Pattern)
			}
		}
		if got := f.callAs(system, method, path, `{"url":"https://crm.example/"}`); got.Status >= 400 {
			t.Errorf("a key of the whole system gets %d %s from %s", got.Status, got.Body, route.Pattern)
		}
		if method == http.MethodDelete {
			here = f.createAll()
		}
	}
}

// strangers are admins of another company, and of a location: databases belong
// to companies as a whole.
func (f *fixture) strangers() map[string]string {
	f.T.Helper()
	return map[string]string{
		"another company": f.NewKey(models.Admin, f.NewCompany("Contoso").Owner()),
		"a location":      f.NewKey(models.Admin, f.Location.Owner()),
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const empty = `{"start":0,"limit":100,"count":0,"total":0,"data":[]}`
	for name, tt := range map[string]struct {
		query, header string
		signsIn       bool
	}{
		"in the query":           {f.Key, "", true},
		"as a bearer token":      {"", "Bearer " + f.Key, true},
		"bearer, any case":       {"", "bearer " + f.Key, true},
		"blanks":                 {" " + f.Key + " ", "", true},
		"both":                   {f.Key, "Bearer " + f.Key, true},
		"bare in the header":     {"", f.Key, false},
		"basic":                  {"", "Basic eDp5", false},
		"wrong":                  {"cb_wrong", "", false},
		"nothing":                {"", "", false},
		"wrong beside the right": {"cb_wrong", "Bearer " + f.Key, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), "GET", f.named("/database/DB/callbacks"), nil)
			if tt.query != "" {
				r.URL.RawQuery = url.Values{"access_token": {tt.query}}.Encode()
			}
			if tt.header != "" {
				r.Header.Set("Authorization", tt.header)
			}
			if got := f.Send(r); tt.signsIn {
				f.want(got, 200, empty)
			} else {
				f.refuses(got, "Invalid access token")
			}
		})
	}
}

// TestTokensAreNotRepeated looks for the token in every answer to a call that
// shows it. Location alone may have it, for clients that follow it.
func TestTokensAreNotRepeated(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	here := f.createAll()
	for _, route := range (database.API{Store: f.Store}).Site().Routes {
		method, path, _ := strings.Cut(here.Replace(route.Pattern), " ")
		for _, body := range []string{`{`, `{"url":"https://crm.example/"}`} {
			r := httptest.NewRequestWithContext(t.Context(), method, path+"?x=y&access_token="+f.Key, strings.NewReader(body))
			got := f.Send(r)
			for name, values := range got.Header {
				if name != "Location" && strings.Contains(strings.Join(values, " "), f.Key) {
					t.Errorf("%s %s: %s repeats the token", method, path, name)
				}
			}
			if strings.Contains(got.Body, f.Key) {
				t.Errorf("%s %s repeats the token", method, path)
			}
			if location := got.Header.Get("Location"); location != "" {
				f.follow(got, location)
			}
		}
		if method == http.MethodDelete {
			here = f.createAll()
		}
	}
}

// follow goes where an answer leads as fetch, requests and curl -L do: with
// nothing but the address.
func (f *fixture) follow(from apitest.Answer, location string) {
	f.T.Helper()
	if !strings.HasSuffix(location, "?access_token="+f.Key) || from.Header.Get("Referrer-Policy") != "no-referrer" || from.Header.Get("Cache-Control") != "no-store" {
		f.T.Errorf("%s, %v", location, from.Header)
	}
	if got := f.Send(httptest.NewRequestWithContext(f.T.Context(), "GET", location, nil)); got.Status != 200 {
		f.T.Errorf("%s leads to %d %s", location, got.Status, got.Body)
	}
}

// TestClientsThatFollow changes things with a client that goes where an answer
// leads by itself.
func TestClientsThatFollow(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	profile := f.create("/database/DB/profiles", `{"city":"Lund"}`)
	subprofile := f.create("/profile/"+profile+"/subprofiles/COLL", `{"city":"Lund"}`)
	callback := f.create("/database/DB/callbacks", `{"url":"https://crm.example/x"}`)
	server := httptest.NewServer(web.Mount(http.NewServeMux(), database.API{Store: f.Store, Publisher: f.Publisher}.Site()))
	defer server.Close()
	for _, call := range []string{
		"PUT /profile/" + profile, "POST /profile/" + profile, "PUT /v2/profile/" + profile + "/fields", "PUT /Profile/" + profile + "/interests",
		"PUT /subprofile/" + subprofile, "PUT /callback/" + callback, "POST /v1/callbacks/" + callback + "/",
	} {
		method, path, _ := strings.Cut(call, " ")
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path+"?access_token="+url.QueryEscape(f.Key), strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(got.Body)
		if got.Body.Close(); err != nil || got.StatusCode != 200 || !strings.HasPrefix(string(body), `{"ID":"`) {
			t.Errorf("%s ends at %s with %d %s, %v", call, got.Request.URL.Path, got.StatusCode, body, err)
		}
	}
}

func TestLocationKeepsTheVersion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/v1/databases/DB/profiles", `{"a":1}`)
	if got := f.call("PUT", "/v1/profiles/"+id, `{"a":2}`).Header.Get("Location"); got != "/v1/profile/"+id {
		t.Errorf("Location: %s", got)
	}
	if got := f.call("PUT", "/V2/Profile/"+id, `{"a":4}`).Header.Get("Location"); got != "/v2/profile/"+id {
		t.Errorf("Location: %s", got)
	}
	if got := f.call("PUT", "/profiles/"+id, `{"a":3}`).Header.Get("Location"); got != "/profile/"+id {
		t.Errorf("without a key in the query, Location: %s", got)
	}
}

// TestNames asks for a profile and its callbacks under all names of their
// paths.
func TestNames(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/V4/Databases/DB/profiles/", `{"a":1}`)
	profile := f.call("GET", "/profile/"+id, "").Body
	for _, version := range []string{"", "/v1", "/v2", "/v3", "/v4", "/V2"} {
		for _, resource := range []string{"profile", "profiles", "Profile", "PROFILES", "%50rofile"} {
			f.want(f.call("GET", version+"/"+resource+"/"+id, ""), 200, profile)
			f.want(f.call("GET", version+"/"+resource+"/"+id+"/", ""), 200, profile)
		}
		for _, resource := range []string{"database", "Databases"} {
			f.want(f.call("GET", version+"/"+resource+"/DB/callbacks", ""), 200, `{"start":0,"limit":100,"count":0,"total":0,"data":[]}`)
		}
		f.refuses(f.call("GET", version+"/Collections/1/callbacks", ""), "No collection with given ID")
		f.refuses(f.call("GET", version+"/Callback/1", ""), "No callback with supplied ID")
		f.refuses(f.call("GET", version+"/subProfiles/1", ""), "No entity with supplied ID")
		f.refuses(f.call("GET", version+"/Database//callbacks", ""), "Invalid method")
		f.refuses(f.call("GET", version+"//Database/x", ""), "Invalid method")
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{
		"/database/DB/callbacks/1", "/database/DB/fields", "/subprofile/1/interests", "/database//callbacks", "/database/DB/tags", "/callback", "/callbacks/",
		"/callback/1/2", "/profile/1/subprofiles", "/subprofiles/1/x", "/collection/COLL", "/v1", "/v1/", "/v1/x", "/v3", "/v4/", "/V3/contacts", "/v4/x/", "/v1/database/../callback/1",
	} {
		for _, method := range []string{"GET", "POST", "PATCH"} {
			f.refuses(f.callAs("", method, path, ""), "Invalid method")
		}
	}
	for _, call := range []string{
		"PUT /database/DB/callbacks", "DELETE /collection/COLL/callbacks", "PATCH /callback/1", "PATCH /profile/1", "POST /databases", "DELETE /v1/database/DB/", "PUT /database/DB/collections", "DELETE /profile/1/interests", "DELETE /databases/DB/profiles",
	} {
		method, path, _ := strings.Cut(call, " ")
		f.refuses(f.callAs("", method, path, ""), "Invalid method")
	}
	for path, want := range map[string]string{
		"/database/1/callbacks": "No database with supplied ID", "/databases/%F0%9F%98%80/profiles/": "No database with supplied ID",
		"/collection/1/callbacks": "No collection with given ID", "/v1/collections/COLLx/callbacks/": "No collection with given ID",
		"/callback/1": "No callback with supplied ID", "/v1/callbacks/%00": "No callback with supplied ID",
		"/profile/1": "No entity with supplied ID", "/subprofile/1/": "No entity with supplied ID",
	} {
		f.refuses(f.call("GET", path, ""), want)
	}
	// A company callback is none of a database.
	c := models.Callback{
		Kind: models.KindEvent, CompanyID: f.Company.ID, URL: "https://shop.test", StartAt: models.At(apitest.Now),
		Types: []models.CallbackType{{Type: "person_added"}},
	}
	if err := f.Store.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
		f.refuses(f.call(method, "/callback/"+c.PublicID, `{}`), "No callback with supplied ID")
	}
}
