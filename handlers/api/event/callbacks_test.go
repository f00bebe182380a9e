package event_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/apitest"
	"callboard/models"
	"callboard/models/store/storetest"
)

// entity is the entity of seed 001, with the active state of seed 000.
func (f *fixture) entity(id, trigger, dates string) string {
	return fmt.Sprintf(`{"callback_id":"%s","event_type":%s,`+
		`"destination":{"url":"http://some.url","method":"POST","content_type":"application/json"},%s,`+
		`"url":"/companies/%s/config/callbacks/%s","created_at":"2027-03-02T09:15Z","updated_at":"2027-03-02T09:15Z"}`,
		id, trigger, dates, f.Company.PublicID, id)
}

// seedBody is what seed 000 shows of a callback.
const seedBody = `{
      "callback_id":"AB3423",
      "event_type":"person_added",
      "destination":{
         "url":"http://some.url",
         "method":"POST",
         "content_type":"application/json"
      },
      "start_date":"2010-01-01T00:00Z",
      "end_date":"2020-01-01T00:00Z",
      "url":"/companies/:id/config/callbacks/:callback_id",
      "created_at":"2012-04-05T14:30Z",
      "updated_at":"2012-05-08T19:30Z"
   }`

func TestCreate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, trigger, dates string }{
		"seed 000": {seedBody, `"person_added"`, `"start_date":"2010-01-01T00:00Z","end_date":"2020-01-01T00:00Z","active":false`},
		"least": {
			`{"event_type":"person_updated","destination":{"url":"http://some.url"}}`,
			`"person_updated"`, `"start_date":"2027-03-02T09:15Z","end_date":null,"active":true`,
		},
		"nulls": {
			`{"event_type":"subscription_list_added","destination":{"url":"http://some.url","method":null,"content_type":null},"start_date":null,"end_date":null}`,
			`"subscription_list_added"`, `"start_date":"2027-03-02T09:15Z","end_date":null,"active":true`,
		},
		"a list": {
			`{"event_type":"subscription_added","subscription_added":{"list_id":"l1234"},"destination":{"url":"http://some.url"}}`,
			`"subscription_added","subscription_added":{"list_id":"l1234"}`, `"start_date":"2027-03-02T09:15Z","end_date":null,"active":true`,
		},
		"a list by number": {
			`{"event_type":"subscription_removed","subscription_removed":{"list_id":1234},"destination":{"url":"http://some.url"}}`,
			`"subscription_removed","subscription_removed":{"list_id":"1234"}`, `"start_date":"2027-03-02T09:15Z","end_date":null,"active":true`,
		},
		"a campaign, in future": {
			`{"event_type":"ack_participant_changed","ack_participant_changed":{"campaign_id":"c1234"},"destination":{"url":"http://some.url"},"start_date":"2028-01-01"}`,
			`"ack_participant_changed","ack_participant_changed":{"campaign_id":"c1234"}`, `"start_date":"2028-01-01T00:00Z","end_date":null,"active":false`,
		},
		"a filter that is not wanted": {
			`{"event_type":"subscription_list_updated","subscription_list_updated":{"list_id":"l1"},"destination":{"url":"http://some.url"}}`,
			`"subscription_list_updated"`, `"start_date":"2027-03-02T09:15Z","end_date":null,"active":true`,
		},
		"an offset and seconds": {
			`{"event_type":"ack_participant_added","ack_participant_added":{"campaign_id":"c9"},"destination":{"url":"http://some.url"},"start_date":"2027-01-01T00:30:59+02:00"}`,
			`"ack_participant_added","ack_participant_added":{"campaign_id":"c9"}`, `"start_date":"2026-12-31T22:30Z","end_date":null,"active":true`,
		},
	}
	f := newFixture(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := f.call("POST", "callbacks", tt.body)
			if got.Status != http.StatusCreated {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
			want := f.entity(idOf(t, got), tt.trigger, tt.dates)
			got.Want(t, 201, want)
			f.call("GET", "callbacks/"+idOf(t, got), "").Want(t, 200, want)
			f.call("GET", "callbacks/"+idOf(t, got)+"/", "").Want(t, 200, want)
			alias := "/companies/" + f.Company.PublicID + "/mobiledb/config/callbacks/" + idOf(t, got)
			f.Call("GET", alias, "").Want(t, 200, want)
		})
	}
}

func TestDestinationComesBackAsGiven(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	got := f.call("POST", "callbacks/", `{"event_type":"person_added","destination":{"url":"https://shop.test/in?a=1&b=<2>","method":"put","content_type":"Text/JSON"}}`)
	want := `"destination":{"url":"https://shop.test/in?a=1&b=<2>","method":"PUT","content_type":"Text/JSON"}`
	if got.Status != 201 || !strings.Contains(got.Body, want) {
		t.Errorf("%d %s, want %s", got.Status, got.Body, want)
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	const good = `"event_type":"person_added","destination":{"url":"http://some.url"}`
	tests := map[string]struct {
		body  string
		shows []string // each is a message
	}{
		"nothing":             {`{}`, []string{"event_type must be given", "destination.url must be given"}},
		"no object":           {`[]`, []string{"The body must be a JSON object. Line 1, column 1: ‘[’ where ‘{’ should be"}},
		"cut off":             {`{"event_type":`, []string{"The body is not valid JSON. Line 1, column 15: the end where a value should be"}},
		"types":               {`{"event_type":1,"destination":"http://some.url"}`, []string{"event_type must be a string", "destination must be an object"}},
		"types within":        {`{"event_type":"person_added","destination":{"url":["x"],"method":true,"content_type":{}}}`, []string{"destination.url must be a string", "destination.method must be a string", "destination.content_type must be a string"}},
		"unknown type":        {`{"event_type":"person_moved","destination":{"url":"http://some.url"}}`, []string{"We do not know the event type ‘person_moved’"}},
		"type of a record":    {`{"event_type":"contact.created","destination":{"url":"http://some.url"}}`, []string{"We do not know the event type ‘contact.created’"}},
		"no list":             {`{"event_type":"subscription_added","destination":{"url":"http://some.url"}}`, []string{"subscription_added.list_id must be given"}},
		"empty list":          {`{"event_type":"subscription_added","subscription_added":{"list_id":""},"destination":{"url":"http://some.url"}}`, []string{"subscription_added.list_id must be given"}},
		"list no text":        {`{"event_type":"subscription_added","subscription_added":{"list_id":{}},"destination":{"url":"http://some.url"}}`, []string{"subscription_added.list_id must be a string"}},
		"filter no object":    {`{"event_type":"ack_participant_added","ack_participant_added":"c1","destination":{"url":"http://some.url"}}`, []string{"ack_participant_added must be an object"}},
		"method":              {`{"event_type":"person_added","destination":{"url":"http://some.url","method":"GET"}}`, []string{"Method must be POST or PUT"}},
		"content type":        {`{"event_type":"person_added","destination":{"url":"http://some.url","content_type":"text/xml"}}`, []string{"Content type must be application/json or text/json"}},
		"url":                 {`{"event_type":"person_added","destination":{"url":"some.url"}}`, []string{"URL must start with https:// or http://"}},
		"sign-in in the url":  {`{"event_type":"person_added","destination":{"url":"https://u:p@some.url"}}`, []string{"destination.url must not contain a user name or password"}},
		"date":                {`{` + good + `,"start_date":"soon","end_date":5}`, []string{"start_date must be a date like 2027-01-31T09:30Z", "end_date must be a string"}},
		"unreadable start":    {`{` + good + `,"start_date":"31.01.2027","end_date":"2027-02-01"}`, []string{"start_date must be a date like 2027-01-31T09:30Z"}},
		"start of a number":   {`{` + good + `,"start_date":5,"end_date":"2027-02-01"}`, []string{"start_date must be a string"}},
		"end before start":    {`{` + good + `,"start_date":"2027-02-01","end_date":"2027-01-01"}`, []string{"end_date must be after start_date"}},
		"end at start":        {`{` + good + `,"start_date":"2027-02-01T00:00:10Z","end_date":"2027-02-01T00:00:50Z"}`, []string{"end_date must be after start_date"}},
		"end before now":      {`{` + good + `,"end_date":"2027-03-02T09:15Z"}`, []string{"end_date must be after start_date"}},
		"everything, at once": {`{"event_type":"person_added","destination":{"url":"","method":"GET"},"end_date":"x"}`, []string{"end_date must be a date like 2027-01-31T09:30Z", "destination.url must be given", "Method must be POST or PUT"}},
	}
	f := newFixture(t)
	taken := f.create(`{` + good + `}`) // 400 comes before the 409 of an overlap
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.call("POST", "callbacks", tt.body).Want(t, 400, errors(tt.shows...))
			f.call("PUT", "callbacks/"+taken, tt.body).Want(t, 400, errors(tt.shows...))
		})
	}
}

// overlap is the answer when a callback is in the way.
func overlap(id string) string {
	return `{"errors":[{"message":"A callback registration for event type 'person_added' already exists with an overlapping active date range","callback_id":"` + id + `"}]}`
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	const at = `{"event_type":"person_added","destination":{"url":"http://some.url"},"start_date":"%s","end_date":%s}`
	f := newFixture(t)
	taken := f.create(fmt.Sprintf(at, "2028-01-01", `"2028-02-01"`))
	f.call("POST", "callbacks", fmt.Sprintf(at, "2028-01-31T23:59Z", `null`)).Want(t, 409, overlap(taken))
	f.call("POST", "callbacks", fmt.Sprintf(at, "2027-06-01", `"2028-01-01T00:01Z"`)).Want(t, 409, overlap(taken))
	before := f.create(fmt.Sprintf(at, "2027-12-01", `"2028-01-01"`))
	after := f.create(fmt.Sprintf(at, "2028-02-01", `null`))
	f.call("PUT", "callbacks/"+before, fmt.Sprintf(at, "2027-12-01", `"2028-01-02"`)).Want(t, 409, overlap(taken))
	if got := f.call("PUT", "callbacks/"+after, fmt.Sprintf(at, "2028-03-01", `null`)); got.Status != 200 {
		t.Errorf("a callback overlaps itself: %d %s", got.Status, got.Body)
	}
	for _, id := range []string{taken, before, after} { // what has ended is in nobody's way
		f.call("DELETE", "callbacks/"+id, "")
	}
	f.create(fmt.Sprintf(at, "2027-01-01", `null`))
	const list = `{"event_type":"subscription_added","subscription_added":{"list_id":"%s"},"destination":{"url":"http://some.url"}}`
	f.create(fmt.Sprintf(list, "l1"))
	f.create(fmt.Sprintf(list, "l2")) // reading (a): another list is another key
	if got := f.call("POST", "callbacks", fmt.Sprintf(list, "l1")); got.Status != 409 {
		t.Errorf("the same list twice: %d %s", got.Status, got.Body)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create(`{"event_type":"person_added","destination":{"url":"http://some.url","method":"PUT"},"start_date":"2027-01-01","end_date":"2029-01-01"}`)
	put := func(body string) string {
		t.Helper()
		got := f.call("PUT", "callbacks/"+id, body)
		if got.Status != 200 {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		return got.Body
	}
	// The URL of the entity stands beside that of the destination, and is ignored.
	const body = `{"callback_id":"other","url":"/x","active":false,"event_type":"person_updated","destination":{"url":"http://some.url"}%s}`
	want := func(dates string) string { return f.entity(id, `"person_updated"`, dates) }
	if got, want := put(fmt.Sprintf(body, "")), want(`"start_date":"2027-01-01T00:00Z","end_date":"2029-01-01T00:00Z","active":true`); got != want {
		t.Errorf("absent dates\ngot  %s\nwant %s", got, want)
	}
	if got, want := put(fmt.Sprintf(body, `,"end_date":null`)), want(`"start_date":"2027-01-01T00:00Z","end_date":null,"active":true`); got != want {
		t.Errorf("no end\ngot  %s\nwant %s", got, want)
	}
	if got, want := put(fmt.Sprintf(body, `,"start_date":null,"end_date":"2028-01-01"`)), want(`"start_date":"2027-01-01T00:00Z","end_date":"2028-01-01T00:00Z","active":true`); got != want {
		t.Errorf("null start\ngot  %s\nwant %s", got, want)
	}
	entity := f.call("GET", "callbacks/"+id, "").Body
	if got := put(entity); got != entity {
		t.Errorf("what was read does not go back\ngot  %s\nwant %s", got, entity)
	}
	f.Advance(time.Hour)
	if got := put(entity); !strings.Contains(got, `"created_at":"2027-03-02T09:15Z","updated_at":"2027-03-02T10:15Z"`) {
		t.Errorf("the time of the change is missing: %s", got)
	}
	f.call("PUT", "callbacks/00000000", entity).Want(t, 404, errors("Not found"))
}

func TestDelete(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const body = `{"event_type":"%s","destination":{"url":"http://some.url"},"start_date":"%s"}`
	active, future := f.create(fmt.Sprintf(body, "person_added", "2027-01-01")), f.create(fmt.Sprintf(body, "person_updated", "2028-01-01"))
	const ended = `"end_date":"2027-03-02T09:15Z","active":false`
	want := f.entity(active, `"person_added"`, `"start_date":"2027-01-01T00:00Z",`+ended)
	f.call("DELETE", "callbacks/"+active, "").Want(t, 200, want)
	f.call("DELETE", "callbacks/"+future+"/", "").Want(t, 200, f.entity(future, `"person_updated"`, `"start_date":"2027-03-02T09:15Z",`+ended))

	f.Advance(time.Hour)
	f.call("DELETE", "callbacks/"+active, "").Want(t, 200, want)
	f.call("GET", "callbacks/"+active, "").Want(t, 200, want)
	f.call("PUT", "callbacks/"+active, want).Want(t, 409, errors("Callback "+active+" has ended"))
	for _, body := range []string{f.call("GET", "callbacks/"+future, "").Body, fmt.Sprintf(body, "person_updated", "2028-01-01"), `{}`} {
		f.call("PUT", "callbacks/"+future, body).Want(t, 409, errors("Callback "+future+" has ended"))
	}
	f.call("GET", "callbacks", "").Want(t, 200, "[]")
	f.call("DELETE", "callbacks/00000000", "").Want(t, 404, errors("Not found"))
	f.create(fmt.Sprintf(body, "person_added", "2027-03-02T10:15Z")) // its range is free again
}

func TestList(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call("GET", "callbacks", "").Want(t, 200, "[]")
	const body = `{"event_type":"%s","destination":{"url":"http://some.url"},"start_date":"%s","end_date":"%s"}`
	f.create(fmt.Sprintf(body, "person_added", "2010-01-01", "2020-01-01")) // over
	active := f.create(fmt.Sprintf(body, "person_added", "2027-01-01", "2028-01-01"))
	future := f.create(fmt.Sprintf(body, "person_updated", "2028-01-01", "2029-01-01"))
	local := f.elsewhere(models.Callback{Kind: models.KindEvent, LocationID: f.Location.ID, Types: []models.CallbackType{{Type: "person_added"}}})
	postback := f.elsewhere(models.Callback{
		Kind: models.KindPostback, LocationID: f.Location.ID, IsActive: true,
		Types: []models.CallbackType{{Type: "contact.*"}}, Settings: models.Settings{Actions: []models.Action{models.Create}},
	})

	want := "[" + f.entity(active, `"person_added"`, `"start_date":"2027-01-01T00:00Z","end_date":"2028-01-01T00:00Z","active":true`) + "," +
		f.entity(future, `"person_updated"`, `"start_date":"2028-01-01T00:00Z","end_date":"2029-01-01T00:00Z","active":false`) + "]"
	f.call("GET", "callbacks", "").Want(t, 200, want)
	f.call("GET", "callbacks/", "").Want(t, 200, want)
	for _, id := range []string{local, postback} { // not callbacks of the company as a whole, of this kind
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			f.call(method, "callbacks/"+id, `{}`).Want(t, 404, errors("Not found"))
		}
	}
}

// elsewhere stores a callback as the console does.
func (f *fixture) elsewhere(c models.Callback) string {
	f.T.Helper()
	c.CompanyID, c.URL, c.StartAt = f.Company.ID, "https://shop.test", models.At(apitest.Now)
	if err := f.Store.CreateCallback(f.T.Context(), storetest.Access(), &c); err != nil {
		f.T.Fatalf("store a callback: %v", err)
	}
	return c.PublicID
}

// The stored sign-in is not sent to another host; this API has no member for it.
func TestMovedDestination(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create(`{"event_type":"person_added","destination":{"url":"https://some.url/in"}}`)
	c, err := f.Store.Callback(t.Context(), models.Everything, id)
	if err != nil {
		t.Fatal(err)
	}
	c.Settings.User, c.Secrets.Password = "crm", "hunter2"
	c.Settings.Headers = []models.Header{{Name: "X-Token", Value: "hunter3", Hidden: true}}
	if err := f.Store.UpdateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	put := func(url string) apitest.Answer {
		return f.call("PUT", "callbacks/"+id, `{"event_type":"person_added","destination":{"url":"`+url+`"}}`)
	}
	put("https://evil.url/in").Want(t, 400, errors("destination.url leads to another host, port or scheme, to which the stored sign-in "+
		"and secret headers are not sent. Change it in the console or with PATCH /api/v1/callbacks/{callback}, and give them again"))
	if got := put("https://some.url/other"); got.Status != 200 {
		t.Errorf("another path: %d %s", got.Status, got.Body)
	}
}

func TestPackedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const callback = "\ufeff" + `{"event_type":"person_added","destination":{"url":"http://some.url"}}`
	f.CallPacked("POST", f.path("callbacks"), callback, "br").Want(t, 415, errors("The body must be packed with gzip, once, or not at all"))
	if got := f.CallPacked("POST", f.path("callbacks"), callback, "gzip"); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// Programs that send a password only when they are asked for it get in; browsers,
// which keep it, are not asked.
func TestBasicIsAskedFor(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const bearer, basic = `Bearer realm="Callboard"`, `Basic realm="Callboard", charset="UTF-8"`
	for header, want := range map[string][]string{
		"": {basic, bearer}, "Sec-Fetch-Mode": {basic, bearer}, "Sec-Fetch-Site": {bearer}, "Origin": {bearer},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", f.path("callbacks"), nil)
		if header != "" {
			r.Header.Set(header, "none")
		}
		if got := f.Send(r); got.Status != 401 || !slices.Equal(got.Header.Values("WWW-Authenticate"), want) {
			t.Errorf("with %q: %d %q", header, got.Status, got.Header.Values("WWW-Authenticate"))
		}
	}
}
