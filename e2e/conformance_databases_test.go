package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// members is a database of a scene with a collection: what trials of seed 004
// work at.
type members struct {
	*scene
	database, collection string
}

// members makes a database and a collection.
func (s *scene) members() members {
	s.Helper()
	add := func(path, name string) string {
		return want[struct{ ID string }](s.T, s.key.call("POST", "/api/v1"+path, `{"name":"`+name+`"}`), 201).ID
	}
	database := add("/companies/"+s.company+"/databases", "Members")
	return members{s, database, add("/databases/"+database+"/collections", "Orders")}
}

// call sends a request with the key in the query, as users of the published
// system do.
func (m members) call(method, path, body string) answer {
	m.Helper()
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return m.bare(method, path+mark+"access_token="+m.key.key, body)
}

// bare sends a request as it is.
func (m members) bare(method, path, body string) answer {
	m.Helper()
	request, err := http.NewRequest(method, m.p.url+path, strings.NewReader(body))
	if err != nil {
		m.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded") // as curl does
	return ask(m.T, request)
}

// create makes a thing, and returns its id.
func (m members) create(path, body string) string {
	m.Helper()
	got := m.call("POST", path, body)
	id := got.header.Get("X-Created")
	if got.code != http.StatusCreated || got.body != "" || id == "" || !strings.HasSuffix(m.location(got), "/"+id) {
		m.Fatalf("answered %d %v %s", got.code, got.header, got.body)
	}
	return id
}

// watch registers a callback to a path of the receiver.
func (m members) watch(path, to, method, action string) string {
	m.Helper()
	return m.create(path, `{"url":"`+m.rc.url+to+`","method":"`+method+`","action":"`+action+`"}`)
}

// entity is a callback of the database of which only the URL was given.
func (m members) entity(id, to string) string {
	return `{"ID":"` + id + `","url":"` + m.rc.url + to + `","expression":"","method":"json","action":"all","collection":0,"database":"` + m.database + `"}`
}

// names are the aliases of a path.
func (m members) names(path string) []string {
	thing, rest, _ := strings.Cut(path[1:], "/")
	plural := "/" + thing + "s/" + rest
	return []string{path, plural, "/v1" + path, "/v1" + plural, path + "/", "/v1" + plural + "/"}
}

// live creates, changes and deletes a profile, each once all has arrived of
// the one before: nothing promises an order to what is sent at one time.
func (m members) live() (id string) {
	m.Helper()
	id = m.create("/database/"+m.database+"/profiles", `{"fields":{"city":"Lund","age":34.0,"note":"<&>"},"interests":["football"]}`)
	m.arrived()
	m.empty(m.call("PUT", "/profile/"+id, `{"city":"Delft","vip":true}`), http.StatusSeeOther, "/profile/"+id)
	m.arrived()
	m.deletes("profile", id)
	return id
}

// arrived waits until nothing of the company is on its way.
func (m members) arrived() {
	m.Helper()
	until(m.T, "all has arrived", func() bool { return len(m.deliveries("queued"))+len(m.deliveries("sending")) == 0 })
}

// got fails the trial unless a request is a POST of this body.
func (m members) got(one request, contentType, body string) {
	m.Helper()
	if one.method != http.MethodPost || one.header.Get("Content-Type") != contentType || one.body != body {
		m.Errorf("got  %s %s %s\nwant POST %s %s", one.method, one.header.Get("Content-Type"), one.body, contentType, body)
	}
}

// location returns where an answer leads, without the key that the caller had in
// its query and finds there again (decision 23).
func (m members) location(got answer) string {
	return strings.TrimSuffix(got.header.Get("Location"), "?access_token="+m.key.key)
}

// empty fails the trial unless an answer has this status, this Location, and
// no body.
func (m members) empty(got answer, code int, location string) {
	m.Helper()
	if got.code != code || got.body != "" || m.location(got) != location {
		m.Errorf("answered %d %q %s, want %d %q", got.code, got.header.Get("Location"), got.body, code, location)
	}
}

func (m members) deletes(thing, id string) {
	m.Helper()
	got := m.call("DELETE", "/"+thing+"/"+id, "")
	if m.empty(got, http.StatusOK, ""); got.header.Get("X-Deleted") != thing+" "+id {
		m.Errorf("X-Deleted: %s", got.header.Get("X-Deleted"))
	}
}

func (m members) has(got answer, part string) {
	m.Helper()
	if got.code != http.StatusOK || !strings.Contains(got.body, part) {
		m.Errorf("answered %d %s, which should hold %s", got.code, got.body, part)
	}
}

func (m members) refuses(got answer, message string) {
	m.Helper()
	text, _ := json.Marshal(message)
	m.is(got, http.StatusBadRequest, `{"error":{"message":`+string(text)+`}}`)
}

// errors asks for each error that is documented.
func (m members) errors() {
	callbacks := "/database/" + m.database + "/callbacks"
	for _, one := range []struct{ method, path, body, message string }{
		{"PATCH", callbacks, "", "Invalid method"},
		{"GET", "/database/" + m.database + "/tags", "", "Invalid method"},
		{"GET", "/v1/unknown", "", "Invalid method"},
		{"GET", "/callbacks//1", "", "Invalid method"},
		{"GET", "/database/1/callbacks", "", "No database with supplied ID"},
		{"POST", "/v1/databases/1/profiles", `{}`, "No database with supplied ID"},
		{"GET", "/collection/" + m.database + "/callbacks", "", "No collection with given ID"},
		{"GET", "/callback/1", "", "No callback with supplied ID"},
		{"GET", "/profile/1", "", "No entity with supplied ID"},
		{"DELETE", "/subprofile/1", "", "No entity with supplied ID"},
		{"POST", callbacks, `{"url":"nowhere"}`, "Invalid url"},
		{"POST", callbacks, `{"url":"http://crm.example","expression":"age >"}`, "Invalid expression"},
		{"POST", callbacks, `{"url":"http://crm.example","method":"csv"}`, "Invalid method. It must be json or xml"},
		{"POST", callbacks, `{"url":`, "Invalid body. The body is not valid JSON. Line 1, column 8: the end where a value should be"},
	} {
		m.refuses(m.call(one.method, one.path, one.body), one.message)
	}
	stranger := m.p.api(m.p.verb("company", "add", "Contoso"), "admin")
	m.refuses(stranger.call("GET", callbacks, ""), "No database with supplied ID")
	viewer := m.p.api(m.company, "viewer")
	m.refuses(viewer.call("POST", callbacks, `{}`), "This access token may not do that")
	long := m.call("POST", callbacks, `{"url":"`+strings.Repeat("x", 1<<20)+`"}`)
	m.is(long, http.StatusRequestEntityTooLarge, `{"error":{"message":"Invalid body. The body must be 1 MiB or smaller"}}`)
}

// conditions looks at what a condition sees: fields by their names, new values
// after an update, interests, collections, and the parent of a subprofile.
func (m members) conditions() {
	on := func(path, expression string, to ...string) {
		m.Helper()
		text, _ := json.Marshal(expression)
		m.create(path, `{"url":"`+m.rc.url+"/200/"+strings.Join(to, "")+`","expression":`+string(text)+`}`)
	}
	database, collection := "/database/"+m.database+"/callbacks", "/collection/"+m.collection+"/callbacks"
	on(database, `CITY == 'Delft' && profile.age > 30 && profile.football && action == 'update'`, "fields")
	on(database, `profile.Orders.length == 1 && profile.Orders[0].total < 20 && profile.id == data.id`, "never")
	on(database, `profile.Orders.length == 1 && profile.Orders[0].total > 20 && before.fields.city == 'Lund'`, "orders")
	on(database, `city == 'Utrecht'`, "never")
	on(database, `profile.football === false && profile.interests.football === false && profile.fields.city == 'Gouda'`, "interests")
	on(collection, `total > 20 && profile.city == 'Lund' && subprofile.profile.id == profile.id && profile.football`, "parent")
	on(collection, `nothing.at.all > 20`, "never")
	on(collection, `id == subprofile.id && subprofile.profile == profile.id && subprofile.fields.total > 20 && profile.interests.football`, "ids")

	profile := m.create("/database/"+m.database+"/profiles", `{"fields":{"city":"Lund","age":34},"interests":["football"]}`)
	m.create("/profile/"+profile+"/subprofiles/"+m.collection, `{"total":24.50}`)
	m.empty(m.call("PUT", "/profile/"+profile, `{"city":"Delft"}`), http.StatusSeeOther, "/profile/"+profile)
	m.create("/database/"+m.database+"/profiles", `{"fields":{"city":"Gouda"}}`)
	until(m.T, "all is decided", func() bool { return len(m.deliveries("not_sent"))+len(m.deliveries("delivered")) == 18 })
	for _, to := range []string{"fields", "orders", "parent", "interests", "ids"} {
		if got := m.rc.at("/200/" + to); len(got) != 1 {
			m.Errorf("the callback of %s got %d requests", to, len(got))
		}
	}
	if got := m.rc.at("/200/never"); len(got) != 0 {
		m.Errorf("sent though its condition says no: %v", got)
	}
	var reasons []string
	for _, one := range want[struct {
		Data []struct{ Reason struct{ Code string } }
	}](m.T, m.key.call("GET", "/api/v1/deliveries?status=not_sent", ""), 200).Data {
		reasons = append(reasons, one.Reason.Code)
	}
	slices.Sort(reasons)
	if text := strings.Join(reasons, " "); text != "condition_error"+strings.Repeat(" condition_false", 12) {
		m.Errorf("not sent because of %s", text)
	}
	m.refuses(m.call("POST", database, `{"url":"http://crm.example","expression":"age > (3"}`), "Invalid expression")
}

// retries looks at the plan of a delivery that failed, and deletes its
// callback.
func (m members) retries() {
	id := m.watch("/database/"+m.database+"/callbacks", "/500/in", "json", "all")
	m.create("/database/"+m.database+"/profiles", `{}`)
	waits := m.delivery("retrying")
	if soon := time.Until(waits.Due); waits.Planned != 4 || soon > 5*time.Minute || soon < 5*time.Minute-patience {
		m.Errorf("%d attempts are planned, the next in %s", waits.Planned, soon)
	}
	m.deletes("callback", id)
	if got := m.delivery("cancelled"); got.ID != waits.ID {
		m.Errorf("%s is cancelled, not %s", got.ID, waits.ID)
	}
	gone := m.watch("/database/"+m.database+"/callbacks", "/410/in", "json", "all")
	m.create("/database/"+m.database+"/profiles", `{}`)
	m.delivery("failed")
	m.has(m.call("GET", "/callback/"+gone, ""), `"ID":"`+gone+`"`)
}

// records looks at the answers to the calls on profiles and subprofiles.
func (m members) records() {
	type entity struct {
		ID, Profile, Database, Collection string
		Fields                            json.RawMessage
		Interests                         []string
		Created, Modified                 time.Time
	}
	flat := m.create("/v1/databases/"+m.database+"/profiles", `{"city":"Lund","n":1.50}`)
	m.create("/database/"+m.database+"/profiles/", `city=Delft`)
	m.empty(m.call("PUT", "/profiles/"+flat, `{"fields":{"n":2},"interests":["x"]}`), http.StatusSeeOther, "/profile/"+flat)
	one := want[entity](m.T, m.call("GET", "/profile/"+flat, ""), 200)
	if one.ID != flat || one.Database != m.database || string(one.Fields) != `{"city":"Lund","n":2}` || len(one.Interests) != 1 {
		m.Errorf("%+v", one)
	}
	m.within(one.Created, time.Millisecond)
	m.within(one.Modified, time.Millisecond)
	within := "/profile/" + flat + "/subprofiles/" + m.collection
	sub := m.create(within, `{"total":1}`)
	for path, head := range map[string]string{
		"/database/" + m.database + "/profiles?limit=1": `{"start":0,"limit":"1","count":1,"total":2,"data":[{"ID":"` + flat + `"`,
		within: `{"start":0,"limit":100,"count":1,"total":1,"data":[{"ID":"` + sub + `","profile":"` + flat + `"`,
	} {
		m.has(m.call("GET", path, ""), head)
	}
	part := want[entity](m.T, m.call("GET", "/v1/subprofiles/"+sub, ""), 200)
	if part.Profile != flat || part.Collection != m.collection || string(part.Fields) != `{"total":1}` || part.Interests != nil {
		m.Errorf("%+v", part)
	}
	m.deletes("subprofile", sub)
	m.create(within, `{"total":2}`)
	m.deletes("profile", flat)
	m.has(m.call("GET", "/database/"+m.database+"/profiles", ""), `"count":1,"total":1`)
	m.refuses(m.call("GET", within, ""), "No entity with supplied ID")
}
