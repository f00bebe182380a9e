package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// site is a company of its own with the callbacks of one way to a record.
type site struct {
	t       *testing.T
	company string
	key     api
	admin   person
	at      string // location, database or collection
	parent  string // profile, where the record is a part of one
}

// life is what happens to a record: it is created, changed and deleted, each
// time in the same way.
type life struct {
	resource string
	owner    string // of its callbacks
	ways     map[string]func(s site)
}

// lives are all records with all ways to them. A new way is one line.
var lives = []life{
	{"contact", `{"location":"AT"}`, map[string]func(site){
		"console": contactByHand, "postback API": contactByAPI, "native API": byNative("contact", `"location":"AT","fields":{"last_name":"Jones"}`),
	}},
	{"profile", `{"source":{"database":"AT"}}`, map[string]func(site){
		"console": profileByHand, "database API": profileByAPI, "native API": byNative("profile", `"database":"AT","fields":{"city":"Lund","age":34},"interests":["football"]`),
	}},
	{"subprofile", `{"source":{"collection":"AT"}}`, map[string]func(site){
		"console": subprofileByHand, "database API": subprofileByAPI, "native API": byNative("subprofile", `"collection":"AT","profile":"PARENT","fields":{"city":"Lund","age":34}`),
	}},
}

// asked are the callbacks of a site, and what becomes of the three events at
// each: created, deleted, updated.
var asked = map[string]struct {
	callback string
	outcomes [3]string
}{
	"all":      {`"kind":"KIND","types":["RECORD.*"],"expands":"EXPANDS"`, [3]string{"delivered", "delivered", "delivered"}},
	"updates":  {`"kind":"KIND","types":["RECORD.*"],"actions":["update"]`, [3]string{"not_sent action_mismatch", "not_sent action_mismatch", "delivered"}},
	"of Delft": {`"kind":"KIND","types":["RECORD.*"],"condition":"city === 'Delft'"`, [3]string{"not_sent condition_false", "delivered", "delivered"}},
	"signed":   {`"kind":"webhook","types":["RECORD.*"]`, [3]string{"delivered", "delivered", "delivered"}},
	"later":    {`"kind":"webhook","types":["RECORD.*"],"dates":{"start":"2099-01-01"}`, [3]string{"not_sent before_start", "not_sent before_start", "not_sent before_start"}},
	"inactive": {`"kind":"postback","types":["RECORD.*"],"active":"0"`, [3]string{"not_sent inactive", "not_sent inactive", "not_sent inactive"}},
}

// TestEveryWayToARecordIsTheSame makes the same changes in every way there
// is: the same events happen, the same rows stay, and the same bodies go out.
func TestEveryWayToARecordIsTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc, admin := receive(t), p.admin()
		for _, one := range lives {
			seen := map[string]trace{}
			for name, live := range one.ways {
				s := newSite(t, p, one.resource)
				s.admin = admin
				path := "/200/" + url.PathEscape(s.company)
				s.register(one, rc.url+path)
				live(s)
				got := s.trace(one)
				for _, request := range rc.wait(path, 3) {
					got.bodies = append(got.bodies, s.alike(request.body))
				}
				slices.Sort(got.bodies)
				seen[name] = got
			}
			for name, got := range seen {
				if diff := gocmp.Diff(rowsOf(one), got.rows); diff != "" {
					t.Errorf("%s through the %s leaves other rows: %s", one.resource, name, diff)
				}
				if diff := gocmp.Diff(seen["native API"], got, gocmp.AllowUnexported(trace{})); diff != "" {
					t.Errorf("%s through the %s is not as through the native API: %s", one.resource, name, diff)
				}
			}
		}
	})
}

// trace is what a life left behind.
type trace struct{ rows, events, bodies []string }

// row is a delivery as the native API lists it.
type row struct {
	Status   string
	Reason   struct{ Code string }
	Callback struct{ Name string }
	Event    struct{ ID, Type string }
}

// rowsOf are the rows that a life must leave.
func rowsOf(of life) []string {
	var rows []string
	for name, one := range asked {
		for i, action := range []string{"created", "deleted", "updated"} {
			if name != "inactive" || of.resource == "contact" {
				rows = append(rows, name+": "+of.resource+"."+action+" "+one.outcomes[i])
			}
		}
	}
	slices.Sort(rows)
	return rows
}

// newSite makes a company with a place for one record.
func newSite(t *testing.T, p *program, resource string) site {
	t.Helper()
	company, key := p.company("Northwind Gyms")
	s := site{t: t, company: company, key: key}
	make := func(path, body string) string {
		t.Helper()
		return want[struct{ ID string }](t, key.call(http.MethodPost, "/api/v1"+path, body), http.StatusCreated).ID
	}
	if resource == "contact" {
		s.at = make("/companies/"+company+"/locations", `{"name":"Rotterdam Zuid"}`)
		return s
	}
	s.at = make("/companies/"+company+"/databases", `{"name":"Members"}`)
	if resource == "subprofile" {
		s.parent = make("/companies/"+company+"/records", `{"resource":"profile","database":"`+s.at+`"}`)
		s.at = make("/databases/"+s.at+"/collections", `{"name":"Orders"}`)
	}
	return s
}

// register makes the callbacks of a site. The first one sends to the URL that
// the test looks at.
func (s site) register(of life, to string) {
	s.t.Helper()
	words := strings.NewReplacer("KIND", "database", "EXPANDS", "", "RECORD", of.resource, "AT", s.at)
	if of.resource == "contact" {
		words = strings.NewReplacer("KIND", "postback", "EXPANDS", "changelogs", "RECORD", of.resource, "AT", s.at)
	}
	for name, one := range asked {
		owner, address := of.owner, to+"/"+url.PathEscape(name)
		switch {
		case name == "all":
			address = to
		case name == "inactive" && of.resource != "contact":
			continue
		case strings.Contains(one.callback, "webhook"):
			owner = "{}"
		}
		body := words.Replace(fmt.Sprintf(`{"name":%q,"owner":%s,%s,"destination":{"url":%q}}`, name, owner, one.callback, address))
		want[map[string]any](s.t, s.key.call(http.MethodPost, "/api/v1/companies/"+s.company+"/callbacks", body), http.StatusCreated)
	}
}

// trace waits until all is over, and says what came of it.
func (s site) trace(of life) trace {
	s.t.Helper()
	var rows []row
	until(s.t, "an end of all deliveries", func() bool {
		rows = want[struct{ Data []row }](s.t, s.key.call(http.MethodGet, "/api/v1/deliveries?limit=200&company="+s.company, ""), http.StatusOK).Data
		over := func(one row) bool { return one.Status == "delivered" || one.Status == "not_sent" }
		return len(rows) >= len(rowsOf(of)) && !slices.ContainsFunc(rows, func(one row) bool { return !over(one) })
	})
	got, events := trace{}, map[string]bool{}
	for _, one := range rows {
		got.rows = append(got.rows, strings.TrimSpace(one.Callback.Name+": "+one.Event.Type+" "+one.Status+" "+one.Reason.Code))
		events[one.Event.ID] = true
	}
	for id := range events {
		e := want[struct {
			Type, Action string
			Data, Before json.RawMessage
		}](s.t, s.key.call(http.MethodGet, "/api/v1/companies/"+s.company+"/events/"+url.PathEscape(id), ""), http.StatusOK)
		got.events = append(got.events, s.alike(e.Type+" "+e.Action+" "+string(e.Data)+" before "+string(e.Before)))
	}
	slices.Sort(got.rows)
	slices.Sort(got.events)
	return got
}

// own are the parts of a text that no two records share.
var own = regexp.MustCompile(`"(id|created_ts|modified_ts|database|timestamp)":("[0-9a-fA-F]{24}"|"[0-9A-Z]{13}"|"\d{12}"|\d{10}|"[-0-9T:.]+Z")`)

// alike leaves out ids and times.
func (s site) alike(text string) string {
	if form, err := url.ParseQuery(text); err == nil && form.Has("data") {
		text = form.Get("type") + " " + form.Get("data")
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, s.at, "AT"), cmp.Or(s.parent, "no parent"), "PARENT")
	text = own.ReplaceAllString(text, `"$1":0`)
	return regexp.MustCompile(`"field":"(id|created_ts)","old_value":null,"new_value":("[0-9a-f]{24}"|\d+)`).ReplaceAllString(text, `"field":"$1"`)
}
