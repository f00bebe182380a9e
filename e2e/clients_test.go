package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// theirs runs what users of others' clients type, with the variables that it
// names, and returns what it prints. A client that fails, or is missing, fails the
// test.
func theirs(t *testing.T, script, input string, variables ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-euc", script)
	cmd.Dir = "../tools/clients"
	cmd.Env = append(os.Environ(), append(variables, "HOME="+t.TempDir(), "no_proxy=*")...)
	cmd.Stdin = strings.NewReader(input)
	var out, trouble strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &trouble
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v (make install installs what is missing)\n%s%s", script, err, out.String(), trouble.String())
	}
	return out.String()
}

// TestClientsFollowTheRedirectOfAChange changes a profile with the key in the
// query. Each client ends with 200 and the profile as it is now, however it
// follows the redirect.
func TestClientsFollowTheRedirectOfAChange(t *testing.T) {
	t.Parallel()
	p := start(t)
	company, key := p.company("Contoso")
	database := p.verb("database", "add", "-company", company, "Members")
	const address = ` "$URL/profile/$PROFILE?access_token=$KEY"`
	t.Cleanup(func() {
		if strings.Contains(p.log.String(), key.key) {
			t.Error("the key is in the log")
		}
	})
	tests := []struct{ name, script string }{
		{"curl -L, POST", `curl -sSfL --json '{"city":"Lund"}'` + address},
		{"curl -L, upload", `printf '{"city":"Lund"}' | curl -sSfL -T - -H 'Content-Type: application/json'` + address},
		{"curl -L -X PUT, JSON", `curl -sSfL -X PUT --json '{"city":"Lund"}'` + address},
		{"curl -L -X PUT, form", `curl -sSfL -X PUT -d city=Lund` + address},
		{"curl -L -X POST, form with brackets", `curl -sSfL -X POST --data-urlencode 'fields[city]=Lund'` + address},
		{"curl -L -X PUT, all that match", `curl -sSfLg -X PUT -d city=Lund "$URL/database/$DATABASE/profiles?fields[]=id==$PROFILE&access_token=$KEY"`},
		{"wget, PUT", `wget -qO- --method=PUT --header='Content-Type: application/json' --body-data='{"city":"Lund"}'` + address},
		{"wget, POST", `wget -qO- --post-data=city=Lund` + address},
		{"HTTPie --follow", `http --ignore-stdin --check-status --follow PUT "$URL/profile/$PROFILE" access_token=="$KEY" city=Lund`},
		{"HTTPie --follow, form", `http --ignore-stdin --check-status --follow --form POST "$URL/v2/profile/$PROFILE" access_token=="$KEY" city=Lund`},
		{"requests of Python, PUT", `/usr/bin/python3 change.py PUT`},
		{"requests of Python, POST", `/usr/bin/python3 change.py POST`},
		{"fetch of Node", `node change.mjs`},
		{"a stream of PHP", `php change-stream.php`},
		{"curl of PHP that stays with PUT", `php change-curl.php`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made := api{t, p, key.key}.call(http.MethodPost, "/database/"+database+"/profiles", `{"city":"Delft"}`)
			profile := made.header.Get("X-Created")
			got := theirs(t, tt.script, "", "URL="+p.url, "KEY="+key.key, "DATABASE="+database, "PROFILE="+profile)
			if !strings.Contains(got, `{"ID":"`+profile+`"`) || !strings.Contains(got, `"fields":{"city":"Lund"}`) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// TestTheDatabaseAPIAsPHPUsesIt sends what the class of the published system sends:
// empty lists in the place of empty maps, and an empty list as the whole body.
func TestTheDatabaseAPIAsPHPUsesIt(t *testing.T) {
	t.Parallel()
	p := start(t)
	company, key := p.company("Contoso")
	database := p.verb("database", "add", "-company", company, "Members")
	got := theirs(t, "php profile.php", "", "URL="+p.url, "KEY="+key.key, "DATABASE="+database)
	if !strings.Contains(got, `"fields":{"city":"Lund"},"interests":[],`) {
		t.Errorf("the profile is %s", got)
	}
	events := key.call(http.MethodGet, "/api/v1/companies/"+company+"/events", "")
	if n := strings.Count(events.body, `"type":"profile.`); events.code != http.StatusOK || n != 2 {
		t.Errorf("%d events of two changes: %s", n, events.body)
	}
}

// verdicts is what the libraries of npm make of a request.
type verdicts struct {
	StandardWebhooks, Svix string
	CloudEvents            *struct {
		ID, Source, Type, SpecVersion, DataContentType, Time string
		Data                                                 json.RawMessage
	}
}

// readByLibraries hands a request to the libraries of npm.
func readByLibraries(t *testing.T, r request, secret string) verdicts {
	t.Helper()
	headers := map[string]string{} // as Node gives them
	for name := range r.header {
		headers[strings.ToLower(name)] = r.header.Get(name)
	}
	var read verdicts
	printed := theirs(t, "node read.mjs", object(t, "secret", secret, "headers", headers, "body", r.body))
	if err := json.Unmarshal([]byte(printed), &read); err != nil {
		t.Fatalf("%v in %s", err, printed)
	}
	return read
}

// TestLibrariesOfReceivers has the libraries that receivers use check signatures,
// and read CloudEvents.
func TestLibrariesOfReceivers(t *testing.T) {
	t.Parallel()
	p, rc := start(t, "-allow-destinations", "127.0.0.1/32"), receive(t)
	company, key := p.company("Contoso")
	made := key.register(company, fmt.Sprintf(`{"kind":"webhook","types":["*"],"destination":{"url":"%s/200/shop"}}`, rc.url))
	rotated := want[registered](t, key.call(http.MethodPost, "/api/v1/callbacks/"+made.ID+"/secret", ""), http.StatusOK)
	const data = `{"person":{"id":"7","name":"Zoë 😀","n":1.50}}`
	key.publish(company, `{"id":"e-1","type":"person_added","data":`+data+`}`)
	signed := rc.wait("/200/shop", 1)[0]
	want[registered](t, key.call(http.MethodPatch, "/api/v1/callbacks/"+made.ID, `{"destination":{"format":"application/cloudevents+json"}}`), http.StatusOK)
	key.publish(company, `{"id":"e-2","type":"person_updated","occurred_at":"2026-11-22T10:00:00Z","data":`+data+`}`)
	event := rc.wait("/200/shop", 2)[1]
	forged := signed
	forged.body = strings.Replace(signed.body, `"7"`, `"8"`, 1)

	const verified, refused = "verified", "No matching signature found"
	tests := []struct {
		name, secret, says string
		request            request
	}{
		{"with the new secret", rotated.Signing.Secret, verified, signed},
		{"with the former secret, while both count", made.Signing.Secret, verified, signed},
		{"with another secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", refused, signed},
		{"with another body", rotated.Signing.Secret, refused, forged},
		{"a CloudEvent", rotated.Signing.Secret, verified, event},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			read := readByLibraries(t, tt.request, tt.secret)
			if read.StandardWebhooks != tt.says || read.Svix != tt.says {
				t.Errorf("standardwebhooks says %q, svix %q", read.StandardWebhooks, read.Svix)
			}
			if tt.request.body != event.body {
				return
			}
			got := read.CloudEvents
			if got == nil || got.ID != "e-2" || got.Source != "/companies/"+company || got.Type != "person_updated" || got.SpecVersion != "1.0" ||
				got.DataContentType != "application/json" || got.Time != "2026-11-22T10:00:00.000Z" || string(got.Data) != `{"person":{"id":"7","name":"Zoë 😀","n":1.5}}` {
				t.Errorf("cloudevents read %+v of %s", got, event.body)
			}
		})
	}
}

// TestClientsSendATestEvent has clients that give a password only when they are asked
// for it, others that give it at once, and bodies in every dress.
func TestClientsSendATestEvent(t *testing.T) {
	t.Parallel()
	p, rc := start(t, "-allow-destinations", "127.0.0.1/32"), receive(t)
	company, key := p.company("Contoso")
	made := key.call(http.MethodPost, "/companies/"+company+"/config/callbacks", `{"event_type":"person_added","destination":{"url":"`+rc.url+`/200/crm"}}`)
	want[entity](t, made, http.StatusCreated)
	const address, body = ` "$URL/companies/$COMPANY/config/callback_events/test"`, `'{"event_type":"person_added"}'`
	tests := []struct{ name, script string }{
		{"wget, the key as user", `wget -qO- --user="$KEY" --password=x --post-data=` + body + address},
		{"wget, the key as password", `wget -qO- --user=shop --password="$KEY" --method=POST --body-data=` + body + address},
		{"curl --anyauth", `curl -sSf --anyauth -u "shop:$KEY" --json ` + body + address},
		{"urllib of Python", `/usr/bin/python3 ask.py`},
		{"any sign-in of PHP's curl", `php ask.php`},
		{"curl -u", `curl -sSf -u "$KEY:" --json ` + body + address},
		{"curl, a user in the address", `curl -sSf --json ` + body + ` "http://$KEY@${URL#http://}/companies/$COMPANY/config/callback_events/test"`},
		{"HTTPie -a", `http --ignore-stdin --check-status -a "$KEY:" POST` + address + ` event_type=person_added`},
		{"HTTPie -A bearer", `http --ignore-stdin --check-status -A bearer -a "$KEY" POST` + address + ` event_type=person_added`},
		{"fetch of Node", `node ask.mjs`},
		{"a BOM before the JSON", `printf '\357\273\277%s' ` + body + ` | curl -sSf -u "$KEY:" --json @-` + address},
		{"a packed body", `printf %s ` + body + ` | gzip | curl -sSf -u "$KEY:" -H 'Content-Encoding: gzip' --json @-` + address},
		{"a body in chunks", `printf %s ` + body + ` | curl -sSf -u "$KEY:" -X POST -T -` + address},
		{"HTTP/1.0, and a form by name", `curl -0 -sSf -u "$KEY:" -d ` + body + address},
		{"an answer that may be packed", `curl --compressed -sSf -u "$KEY:" --json ` + body + address + `/`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := theirs(t, tt.script, "", "URL="+p.url, "KEY="+key.key, "COMPANY="+company)
			if !strings.Contains(got, `Created event for event_type 'person_added'`) {
				t.Errorf("got %s", got)
			}
		})
	}
}
