package e2e

import (
	"encoding/json"
	"strings"
	"time"
)

// config is a path of the company's event API: "callbacks/".
func (s *scene) config(path string) string { return "/companies/" + s.company + "/config/" + path }

// created registers a callback.
func (s *scene) created(path, body string) entity {
	s.Helper()
	return want[entity](s.T, s.key.call("POST", path, body), 201)
}

// entity returns what the sample of an entity, or a list of one, says of a
// callback that the program made: its own ids, times and URL are in place, and
// the active state, which seed 000 tells in words alone, follows the dates.
func (s *scene) entity(made entity, sample, host, active string) string {
	s.Helper()
	before, _, _ := strings.Cut(sample, `"created_at"`)
	id := before[strings.Index(before, `"callback_id":"`)+len(`"callback_id":"`):]
	id, _, _ = strings.Cut(id, `"`)
	times := func(name string) string {
		_, after, _ := strings.Cut(sample, `"`+name+`":"`)
		at, _, _ := strings.Cut(after, `"`)
		return at
	}
	end := `"end_date":"` + times("end_date") + `"`
	return s.with(sample,
		`"callback_id":"`+id, `"callback_id":"`+made.CallbackID,
		host, made.Destination.URL,
		end, end+active,
		"/companies/:id", "/companies/"+s.company, ":callback_id", made.CallbackID,
		`"created_at":"`+times("created_at"), `"created_at":"`+made.CreatedAt,
		`"updated_at":"`+times("updated_at"), `"updated_at":"`+made.UpdatedAt)
}

// minute reads a time as the documents write it.
func (s *scene) minute(text string) time.Time {
	s.Helper()
	at, err := time.Parse("2006-01-02T15:04Z", text)
	if err != nil {
		s.Error(err)
	}
	return at
}

// overlaps registers an event type for ranges that overlap, which is refused,
// and for one that begins where another ends, which is not.
func (s *scene) overlaps(eventType string) {
	s.Helper()
	of := func(eventType, start, end string) answer {
		return s.key.call("POST", s.config("callbacks/"), `{"event_type":"`+eventType+`","destination":{"url":"`+s.rc.url+`/200/in"},`+
			`"start_date":"`+start+`","end_date":"`+end+`"}`)
	}
	taken := want[entity](s.T, of(eventType, "2110-01-01", "2120-01-01"), 201)
	for _, start := range []string{"2110-01-01", "2109-01-01", "2119-12-31T23:59Z"} {
		s.is(of(eventType, start, "2121-01-01"), 409,
			`{"errors":[{"message":"A callback registration for event type '`+eventType+`' already exists with an overlapping active date range",`+
				`"callback_id":"`+taken.CallbackID+`"}]}`)
	}
	want[entity](s.T, of(eventType, "2120-01-01", "2121-01-01"), 201)
	want[entity](s.T, of("subscription_list_updated", "2110-01-01", "2120-01-01"), 201)
}

// tested sends a test event that names a list or campaign: the callback that
// is registered for it receives it, the one for another does not.
func (s *scene) tested(sample, filter, subject, object, id string) {
	s.Helper()
	register := func(filter, path string) entity {
		name, _, _ := strings.Cut(strings.TrimPrefix(filter, `"`), `"`)
		return s.created(s.config("callbacks/"), `{"event_type":"`+name+`",`+filter+`,"destination":{"url":"`+s.rc.url+path+`"}}`)
	}
	made := register(filter, "/200/in")
	register(s.with(filter, id, "another"), "/200/another")
	sent := want[testEvent](s.T, s.key.call("POST", s.config("callback_events/test"), sample), 201)
	if sent.Message != "Created event for event_type '"+made.EventType+"'" {
		s.Errorf("message %q", sent.Message)
	}
	body := s.returned(made, sent.EventID, s.with(returned000, "person_added", made.EventType, `"person"`, `"`+subject+`"`))
	var carried map[string]struct{ ID string }
	if _ = json.Unmarshal([]byte(body), &carried); carried[object].ID != id {
		s.Errorf("it carries %s", body)
	}
	if got := s.rc.at("/200/another"); len(got) > 0 {
		s.Errorf("the callback for another one got %s", got[0].body)
	}
}

// returned waits for the event at the endpoint of a callback, compares it with
// the sample of a "Returned Callback", and returns its subject.
func (s *scene) returned(made entity, event, sample string) (subject string) {
	s.Helper()
	path := strings.TrimPrefix(made.Destination.URL, s.rc.url)
	got := s.rc.wait(path, 1)[0]
	if got.method != "POST" || got.header.Get("Content-Type") != "application/json" {
		s.Errorf("came as %s %s", got.method, got.header.Get("Content-Type"))
	}
	var body struct {
		Date string `json:"event_date"`
	}
	_ = json.Unmarshal([]byte(got.body), &body)
	at, err := time.Parse("2006-01-02T15:04:05Z", body.Date)
	if err != nil {
		s.Error(err)
	}
	s.within(at, time.Second)
	head, _, _ := strings.Cut(s.with(sample, "AB234SDFD234", event, "C1234", made.CallbackID, "2013-08-01T15:42:23Z", body.Date), "...")
	head = s.bare(head)
	if !strings.HasPrefix(got.body, head) || !strings.HasSuffix(got.body, "}") {
		s.Fatalf("got  %s\nwant %s", got.body, head)
	}
	return strings.TrimSuffix(strings.TrimPrefix(got.body, head), "}")
}

// bare takes the blanks out of the beginning of a JSON text.
func (s *scene) bare(head string) string {
	s.Helper()
	return strings.TrimSuffix(s.compact(head+"0}"), "0}")
}
