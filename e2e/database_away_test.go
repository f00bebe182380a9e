package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"callboard/models/store/storetest"
)

// trouble is a way in which a database can refuse to work.
type trouble struct {
	name       string
	begin, end []string // what root does
	answers    bool     // it lets us sign in
	reads      bool     // what only reads is answered all the same
	freezes    bool
}

// cutOff cuts the connections of the account, so that what it may counts from now on.
const cutOff = "KILL USER cb"

func troubles() []trouble {
	return []trouble{
		{name: "frozen", freezes: true},
		{
			name:  "a limit of the user (1226)",
			begin: []string{"ALTER USER cb@'%' WITH MAX_QUERIES_PER_HOUR 1", cutOff},
			end:   []string{"ALTER USER cb@'%' WITH MAX_QUERIES_PER_HOUR 0", "FLUSH USER_RESOURCES"},
		},
		{
			name:  "another password (1045)",
			begin: []string{"ALTER USER cb@'%' IDENTIFIED BY 'other'", cutOff},
			end:   []string{"ALTER USER cb@'%' IDENTIFIED BY 's3cret'"},
		},
		{
			name:  "no rights (1044)",
			begin: []string{"REVOKE ALL ON callboard.* FROM cb@'%'", cutOff},
			end:   []string{"GRANT ALL ON callboard.* TO cb@'%'"},
		},
		{
			name: "too few rights (1142)", answers: true,
			begin: []string{"REVOKE ALL ON callboard.* FROM cb@'%'", "GRANT CREATE ON callboard.* TO cb@'%'", cutOff},
			end:   []string{"GRANT ALL ON callboard.* TO cb@'%'"},
		},
		{
			name:  "a locked account (4151)",
			begin: []string{"ALTER USER cb@'%' ACCOUNT LOCK", cutOff},
			end:   []string{"ALTER USER cb@'%' ACCOUNT UNLOCK"},
		},
		{name: "read only (1290)", begin: []string{"SET GLOBAL read_only = 1"}, end: []string{"SET GLOBAL read_only = 0"}, reads: true, answers: true},
	}
}

// Whatever the database refuses, it is away: 503 with Retry-After in the form of each
// API, and a page in words, within five seconds; a handful of lines in the log, and
// deliveries go on by themselves.
func TestTheDatabaseSaysNo(t *testing.T) {
	t.Parallel()
	server := storetest.OwnMariaServer(t, "--max-allowed-packet=1M")
	server.Exec(t, "CREATE DATABASE callboard", "CREATE USER cb@'%' IDENTIFIED BY 's3cret'", "GRANT ALL ON callboard.* TO cb@'%'")
	address := "mysql://cb:s3cret@localhost/callboard?socket=" + url.QueryEscape(server.Socket)
	p, rc := start(t, "-allow-destinations", "127.0.0.1/32", "-database", address, "-database-connections", "6"), receive(t)
	company, key := p.company("Northwind Gyms")
	location := p.location(company, "Rotterdam Zuid")
	want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, rc.url+"/200/in")), http.StatusCreated)

	calls := []struct{ method, path, body, says string }{
		{"POST", "/v2/contacts", sampleContact(location), `{"errors":`},
		{"POST", "/api/v1/companies/" + company + "/events", `{"type":"person_added","data":{"person":{"id":1}}}`, `"status":503`},
		{"GET", "/v2/postbackconfigs", "", `{"errors":`},
		{"GET", "/companies/" + company + "/config/callbacks", "", `Callboard cannot reach its database`},
		{"GET", notifications + "/callbacks", "", `Callboard cannot reach its database`},
		{"GET", "/databases", "", `{"error":{"message":`},
		{"GET", "/admin/resends", "", `Callboard cannot reach its database. Deliveries that were accepted are kept.`},
	}
	long := strings.Repeat("x", 2<<20) // more than the server takes at once
	got := key.call(http.MethodPost, "/api/v1/companies/"+company+"/events", `{"type":"person_added","data":{"person":{"id":1,"note":"`+long+`"}}}`)
	if got.code != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, "Its limit is max_allowed_packet") {
		t.Errorf("an event of 2 MiB is answered %d %.200s", got.code, got.body)
	}
	admin := p.admin()
	for _, trouble := range troubles() {
		lines := p.log.errors()
		server.Exec(t, trouble.begin...)
		if trouble.freezes {
			server.Signal(t, syscall.SIGSTOP)
		}
		begun := time.Now()
		for round := range 2 {
			for _, call := range calls {
				if trouble.reads && call.method == http.MethodGet {
					continue
				}
				began := time.Now()
				got := key.call(call.method, call.path, call.body)
				if call.path == "/admin/resends" {
					got = admin.ask(call.method, call.path, nil, nil)
				}
				if got.code != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || !strings.Contains(got.body, call.says) {
					t.Errorf("%s: %s %s answers %d, Retry-After %q: %s", trouble.name, call.method, call.path, got.code, got.header.Get("Retry-After"), got.body)
				}
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("%s: %s %s took %s in round %d", trouble.name, call.method, call.path, took, round)
				}
			}
		}
		if code, text := p.get("/readyz"); !trouble.answers && (code != http.StatusServiceUnavailable || !strings.Contains(text, "database does not answer")) {
			t.Errorf("%s: readyz answers %d %s", trouble.name, code, text)
		}
		if trouble.freezes {
			server.Signal(t, syscall.SIGCONT)
		}
		server.Exec(t, trouble.end...)
		t.Logf("%s: %s, %d lines", trouble.name, time.Since(begun), p.log.errors()-lines)
		before := len(rc.at("/200/in"))
		until(t, trouble.name+" is over", func() bool {
			return key.call(http.MethodPost, "/v2/contacts", sampleContact(location)).code == http.StatusCreated
		})
		until(t, "it arrives after "+trouble.name, func() bool { return len(rc.at("/200/in")) > before })
		t.Logf("%s: back after %s", trouble.name, time.Since(begun))
		if n := p.log.errors() - lines; n > 6 {
			t.Errorf("%s: %d lines of errors", trouble.name, n)
		}
	}
}

// errors counts the lines of errors.
func (l *logbook) errors() int { return strings.Count(l.String(), "level=ERROR") }
