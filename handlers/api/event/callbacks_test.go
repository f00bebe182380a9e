package event_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store/storetest"
)

// entity is the entity of seed 001, with the active state of seed 000.
func (w *world) entity(id, trigger, dates string) string {
	return fmt.Sprintf(`{"callback_id":"%s","event_type":%s,`+
		`"destination":{"url":"http://some.url","method":"POST","content_type":"application/json"},%s,`+
		`"url":"/companies/%s/config/callbacks/%s","created_at":"2027-03-02T09:15Z","updated_at":"2027-03-02T09:15Z"}`,
		id, trigger, dates, w.company.PublicID, id)
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
	each(t, func(t *testing.T, w *world) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				got := w.call("POST", "callbacks", tt.body)
				if got.status != http.StatusCreated {
					t.Fatalf("%d %s", got.status, got.body)
				}
				want := w.entity(got.id(t), tt.trigger, tt.dates)
				got.want(t, 201, want)
				w.call("GET", "callbacks/"+got.id(t), "").want(t, 200, want)
				w.call("GET", "callbacks/"+got.id(t)+"/", "").want(t, 200, want)
				alias := "/companies/" + w.company.PublicID + "/mobiledb/config/callbacks/" + got.id(t)
				w.callAs(w.key, "GET", alias, "").want(t, 200, want)
			})
		}
	})
}

func TestDestinationComesBackAsGiven(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		got := w.call("POST", "callbacks/", `{"event_type":"person_added","destination":{"url":"https://shop.test/in?a=1&b=<2>","method":"put","content_type":"Text/JSON"}}`)
		want := `"destination":{"url":"https://shop.test/in?a=1&b=<2>","method":"PUT","content_type":"Text/JSON"}`
		if got.status != 201 || !strings.Contains(got.body, want) {
			t.Errorf("%d %s, want %s", got.status, got.body, want)
		}
	})
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	const good = `"event_type":"person_added","destination":{"url":"http://some.url"}`
	tests := map[string]struct {
		body  string
		shows []string // each is a message
	}{
		"nothing":             {`{}`, []string{"event_type must be given", "destination.url must be given"}},
		"no object":           {`[]`, []string{"The body must be a JSON object"}},
		"cut off":             {`{"event_type":`, []string{"The body is not valid JSON"}},
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
		"end before start":    {`{` + good + `,"start_date":"2027-02-01","end_date":"2027-01-01"}`, []string{"end_date must be after start_date"}},
		"end at start":        {`{` + good + `,"start_date":"2027-02-01T00:00:10Z","end_date":"2027-02-01T00:00:50Z"}`, []string{"end_date must be after start_date"}},
		"end before now":      {`{` + good + `,"end_date":"2027-03-02T09:15Z"}`, []string{"end_date must be after start_date"}},
		"everything, at once": {`{"event_type":"person_added","destination":{"url":"","method":"GET"},"end_date":"x"}`, []string{"end_date must be a date like 2027-01-31T09:30Z", "destination.url must be given", "Method must be POST or PUT"}},
	}
	each(t, func(t *testing.T, w *world) {
		taken := w.create(`{` + good + `}`) // 400 comes before the 409 of an overlap
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				w.call("POST", "callbacks", tt.body).want(t, 400, errors(tt.shows...))
				w.call("PUT", "callbacks/"+taken, tt.body).want(t, 400, errors(tt.shows...))
			})
		}
	})
}

const overlap = `{"errors":[{"message":"A callback registration for event type 'person_added' already exists with an overlapping active date range"}]}`

func TestOverlap(t *testing.T) {
	t.Parallel()
	const at = `{"event_type":"person_added","destination":{"url":"http://some.url"},"start_date":"%s","end_date":%s}`
	each(t, func(t *testing.T, w *world) {
		w.create(fmt.Sprintf(at, "2028-01-01", `"2028-02-01"`))
		w.call("POST", "callbacks", fmt.Sprintf(at, "2028-01-31T23:59Z", `null`)).want(t, 409, overlap)
		w.call("POST", "callbacks", fmt.Sprintf(at, "2027-06-01", `"2028-01-01T00:01Z"`)).want(t, 409, overlap)
		before := w.create(fmt.Sprintf(at, "2027-12-01", `"2028-01-01"`))
		after := w.create(fmt.Sprintf(at, "2028-02-01", `null`))
		w.call("PUT", "callbacks/"+before, fmt.Sprintf(at, "2027-12-01", `"2028-01-02"`)).want(t, 409, overlap)
		if got := w.call("PUT", "callbacks/"+after, fmt.Sprintf(at, "2028-03-01", `null`)); got.status != 200 {
			t.Errorf("a callback overlaps itself: %d %s", got.status, got.body)
		}
		const list = `{"event_type":"subscription_added","subscription_added":{"list_id":"%s"},"destination":{"url":"http://some.url"}}`
		w.create(fmt.Sprintf(list, "l1"))
		w.create(fmt.Sprintf(list, "l2")) // reading (a): another list is another key
		if got := w.call("POST", "callbacks", fmt.Sprintf(list, "l1")); got.status != 409 {
			t.Errorf("the same list twice: %d %s", got.status, got.body)
		}
	})
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.create(`{"event_type":"person_added","destination":{"url":"http://some.url","method":"PUT"},"start_date":"2027-01-01","end_date":"2029-01-01"}`)
		put := func(body string) string {
			t.Helper()
			got := w.call("PUT", "callbacks/"+id, body)
			if got.status != 200 {
				t.Fatalf("%d %s", got.status, got.body)
			}
			return got.body
		}
		// The URL of the entity stands beside that of the destination, and is ignored.
		const body = `{"callback_id":"other","url":"/x","active":false,"event_type":"person_updated","destination":{"url":"http://some.url"}%s}`
		want := func(dates string) string { return w.entity(id, `"person_updated"`, dates) }
		if got, want := put(fmt.Sprintf(body, "")), want(`"start_date":"2027-01-01T00:00Z","end_date":"2029-01-01T00:00Z","active":true`); got != want {
			t.Errorf("absent dates\ngot  %s\nwant %s", got, want)
		}
		if got, want := put(fmt.Sprintf(body, `,"end_date":null`)), want(`"start_date":"2027-01-01T00:00Z","end_date":null,"active":true`); got != want {
			t.Errorf("no end\ngot  %s\nwant %s", got, want)
		}
		if got, want := put(fmt.Sprintf(body, `,"start_date":null,"end_date":"2028-01-01"`)), want(`"start_date":"2027-01-01T00:00Z","end_date":"2028-01-01T00:00Z","active":true`); got != want {
			t.Errorf("null start\ngot  %s\nwant %s", got, want)
		}
		entity := w.call("GET", "callbacks/"+id, "").body
		if got := put(entity); got != entity {
			t.Errorf("what was read does not go back\ngot  %s\nwant %s", got, entity)
		}
		w.clock.Add(time.Hour.Milliseconds())
		if got := put(entity); !strings.Contains(got, `"created_at":"2027-03-02T09:15Z","updated_at":"2027-03-02T10:15Z"`) {
			t.Errorf("the time of the change is missing: %s", got)
		}
		w.call("PUT", "callbacks/00000000", entity).want(t, 404, errors("Not found"))
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		const body = `{"event_type":"%s","destination":{"url":"http://some.url"},"start_date":"%s"}`
		active, future := w.create(fmt.Sprintf(body, "person_added", "2027-01-01")), w.create(fmt.Sprintf(body, "person_updated", "2028-01-01"))
		const ended = `"end_date":"2027-03-02T09:15Z","active":false`
		want := w.entity(active, `"person_added"`, `"start_date":"2027-01-01T00:00Z",`+ended)
		w.call("DELETE", "callbacks/"+active, "").want(t, 200, want)
		w.call("DELETE", "callbacks/"+future+"/", "").want(t, 200, w.entity(future, `"person_updated"`, `"start_date":"2027-03-02T09:15Z",`+ended))

		w.clock.Add(time.Hour.Milliseconds())
		w.call("DELETE", "callbacks/"+active, "").want(t, 200, want)
		w.call("GET", "callbacks/"+active, "").want(t, 200, want)
		w.call("PUT", "callbacks/"+active, want).want(t, 409, errors("Callback "+active+" has ended"))
		for _, body := range []string{w.call("GET", "callbacks/"+future, "").body, fmt.Sprintf(body, "person_updated", "2028-01-01"), `{}`} {
			w.call("PUT", "callbacks/"+future, body).want(t, 409, errors("Callback "+future+" has ended"))
		}
		w.call("GET", "callbacks", "").want(t, 200, "[]")
		w.call("DELETE", "callbacks/00000000", "").want(t, 404, errors("Not found"))
		w.create(fmt.Sprintf(body, "person_added", "2027-03-02T10:15Z")) // its range is free again
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.call("GET", "callbacks", "").want(t, 200, "[]")
		const body = `{"event_type":"%s","destination":{"url":"http://some.url"},"start_date":"%s","end_date":"%s"}`
		w.create(fmt.Sprintf(body, "person_added", "2010-01-01", "2020-01-01")) // over
		active := w.create(fmt.Sprintf(body, "person_added", "2027-01-01", "2028-01-01"))
		future := w.create(fmt.Sprintf(body, "person_updated", "2028-01-01", "2029-01-01"))
		local := w.elsewhere(models.Callback{Kind: models.KindEvent, LocationID: w.location.ID, Types: []models.CallbackType{{Type: "person_added"}}})
		postback := w.elsewhere(models.Callback{
			Kind: models.KindPostback, LocationID: w.location.ID, IsActive: true,
			Types: []models.CallbackType{{Type: "contact.*"}}, Settings: models.Settings{Actions: []models.Action{models.Create}},
		})

		want := "[" + w.entity(active, `"person_added"`, `"start_date":"2027-01-01T00:00Z","end_date":"2028-01-01T00:00Z","active":true`) + "," +
			w.entity(future, `"person_updated"`, `"start_date":"2028-01-01T00:00Z","end_date":"2029-01-01T00:00Z","active":false`) + "]"
		w.call("GET", "callbacks", "").want(t, 200, want)
		w.call("GET", "callbacks/", "").want(t, 200, want)
		for _, id := range []string{local, postback} { // not callbacks of the company as a whole, of this kind
			for _, method := range []string{"GET", "PUT", "DELETE"} {
				w.call(method, "callbacks/"+id, `{}`).want(t, 404, errors("Not found"))
			}
		}
	})
}

// elsewhere stores a callback as the console does.
func (w *world) elsewhere(c models.Callback) string {
	w.t.Helper()
	c.CompanyID, c.URL, c.StartAt = w.company.ID, "https://shop.test", models.At(now)
	if err := w.store.CreateCallback(w.t.Context(), storetest.Access(), &c); err != nil {
		w.t.Fatalf("store a callback: %v", err)
	}
	return c.PublicID
}
