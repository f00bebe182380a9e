package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// record003 is what trials need of a record.
type record003 struct {
	ID       string `json:"id"`
	Created  int64  `json:"created_ts"`
	Modified int64  `json:"modified_ts"`
}

// postback registers the sample of a postback, with a path of the receiver and
// further changes, and compares the answer with its sample.
func (s *scene) postback(path string, changes ...string) {
	s.Helper()
	changes = append(changes, location003, s.location, "https://127.0.0.1/receiver", s.rc.url+path)
	got := s.key.call("POST", "/v2/postbackconfigs", s.with(config003, changes...))
	made := want[map[string]record003](s.T, got, 201)["postbackconfig"]
	own := []string{
		"1028asnfias9f2j9sddf92jrwfskd", made.ID, "https://api.sandbox.domain.com", s.p.url,
		`"created_ts": 1539268970`, fmt.Sprintf(`"created_ts":%d`, made.Created), `"modified_ts": 1539268970`, fmt.Sprintf(`"modified_ts":%d`, made.Modified),
	}
	for i := 0; i < len(changes); i += 2 {
		if !strings.HasPrefix(changes[i], `"basic_auth`) { // never given back
			own = append(own, changes[i:i+2]...)
		}
	}
	s.is(got, 201, s.with(configMade003, own...))
	s.within(time.Unix(made.Created, 0), time.Second)
}

// contact makes the sample of a contact, under a last name.
func (s *scene) contact(name string) record003 {
	s.Helper()
	got := s.key.call("POST", "/v2/contacts", s.with(contact003, location003, s.location, "Jones", name))
	return want[map[string]record003](s.T, got, 201)["contact"]
}

// block writes the fields of a postback, in the order in which they came, as
// the document shows them: "a JSON representation of what the parameters look
// like".
func (s *scene) block(got request) string {
	s.Helper()
	var members []string
	for field := range strings.SplitSeq(got.body, "&") {
		name, value, _ := strings.Cut(field, "=")
		text, err := url.QueryUnescape(value)
		if err != nil {
			s.Fatal(err)
		}
		if name != "number_of_attempts" {
			quoted, _ := json.Marshal(text)
			text = string(quoted)
		}
		members = append(members, `"`+name+`":`+text)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// form reads the fields of a postback.
func (s *scene) form(got request) url.Values {
	s.Helper()
	form, err := url.ParseQuery(got.body)
	if err != nil {
		s.Fatal(err)
	}
	return form
}

// basic is the sign-in of a request.
func (r request) basic() (user, password string, ok bool) {
	return (&http.Request{Header: r.header}).BasicAuth()
}

// sent003 is a row of the log.
type sent003 struct {
	ID      string    `json:"id"`
	Planned int       `json:"attempts_planned"`
	Due     time.Time `json:"due_at"`
}

// deliveries are those of the company in one status.
func (s *scene) deliveries(status string) []sent003 {
	s.Helper()
	return want[struct{ Data []sent003 }](s.T, s.key.call("GET", "/api/v1/deliveries?status="+status, ""), 200).Data
}

// delivery waits for the one in this status.
func (s *scene) delivery(status string) (one sent003) {
	s.Helper()
	until(s.T, "one delivery is "+status, func() bool {
		all := s.deliveries(status)
		if len(all) == 1 {
			one = all[0]
		}
		return len(all) == 1
	})
	return one
}
