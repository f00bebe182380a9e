package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// shown is a file between fences; its first line names it.
var shown = regexp.MustCompile("(?ms)^```\\w*\\n((?:<\\?php )?(?://|#) ([\\w.]+)\\n.*?)^```$")

// filesOf writes the files that a document shows into a folder.
func filesOf(t *testing.T, document string) (folder string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../docs", document))
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	for _, file := range shown.FindAllSubmatch(text, -1) {
		if err := os.WriteFile(filepath.Join(folder, string(file[2])), file[1], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// guided is a receiver that docs/receivers.md shows, at work.
type guided struct {
	t           *testing.T
	url, secret string
	printed     *logbook
}

// follow runs a receiver of the document until the test ends.
func follow(t *testing.T, command, folder, secret string) guided {
	t.Helper()
	g := guided{t, "", secret, &logbook{}}
	cmd := exec.Command("sh", "-euc", "exec "+command)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, g.printed, g.printed
	cmd.Env = append(os.Environ(), "PORT=0", "TAKEN="+t.TempDir(), "WEBHOOK_SECRET="+secret)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	until(t, command+" listens (make install installs what is missing)", func() bool {
		g.url = address.FindString(g.printed.String())
		return g.url != ""
	})
	return g
}

// took counts how often the receiver took an event.
func (g guided) took(id string) int {
	return len(regexp.MustCompile(`(?m)\btook `+id+`$`).FindAllString(g.printed.String(), -1))
}

// printsThatItTook waits for the line of an event. What the receiver printed
// before has come then, too.
func (g guided) printsThatItTook(id string) {
	g.t.Helper()
	until(g.t, "the receiver prints that it took "+id, func() bool { return g.took(id) > 0 })
}

// send sends a request that was signed with a secret, then changed by the headers,
// and returns the answer's status.
func (g guided) send(id string, at time.Time, secret, body string, headers map[string]string) int {
	g.t.Helper()
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		g.t.Fatal(err)
	}
	signature, err := signer.Sign(id, at, []byte(body))
	if err != nil {
		g.t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, g.url+"/", strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	fields := map[string]string{"webhook-id": id, "webhook-timestamp": fmt.Sprint(at.Unix()), "webhook-signature": signature}
	maps.Copy(fields, headers)
	for name, value := range fields {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	return ask(g.t, request).code
}

const (
	guideSecret   = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	anotherSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
)

// TestReceiversOfTheGuide runs the receivers of docs/receivers.md as they stand
// there. Each takes what the program sends, once, also while its secret is being
// changed, and nothing else.
func TestReceiversOfTheGuide(t *testing.T) {
	t.Parallel()
	folder := filesOf(t, "receivers.md")
	if out, err := inFolder(folder, "go", "build", "-o", "receiver", "receiver.go"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	for name, command := range map[string]string{
		"Go": "./receiver", "Node": "node receiver.mjs", "Python": "/usr/bin/python3 receiver.py", "PHP": "php -S 127.0.0.1:0 receiver.php",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := follow(t, command, folder, guideSecret)
			g.takesWhatIsSent(p, name)
			g.refusesAllElse()
		})
	}
}

// inFolder runs a command in a folder, outside the workspace.
func inFolder(folder, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "GOWORK=off")
	return cmd.CombinedOutput()
}

// takesWhatIsSent has the program send two events, the first twice, the second
// with two signatures.
func (g guided) takesWhatIsSent(p *program, name string) {
	g.t.Helper()
	here := *p
	here.t = g.t
	company, key := here.company(name)
	made := key.register(company, fmt.Sprintf(`{"kind":"webhook","types":["*"],"destination":{"url":"%s/in"},"signing":{"secret":%q}}`, g.url, g.secret))
	delivered := func(id string, attempts int) (delivery string) {
		until(g.t, id+" is delivered", func() bool {
			rows := want[struct {
				Data []struct {
					ID, Status string
					Attempts   int
				}
			}](g.t, key.call(http.MethodGet, "/api/v1/deliveries?event="+id, ""), http.StatusOK).Data
			if len(rows) != 1 || rows[0].Status != "delivered" || rows[0].Attempts != attempts {
				return false
			}
			delivery = rows[0].ID
			return true
		})
		return delivery
	}
	key.publish(company, `{"id":"e-1","type":"person_added","data":{"person":{"id":"7","name":"Zoë 😀\u0000"}}}`)
	first := delivered("e-1", 1)
	want[struct{}](g.t, key.call(http.MethodPost, "/api/v1/deliveries/"+first+"/resend", ""), http.StatusOK)
	delivered("e-1", 2)
	want[registered](g.t, key.call(http.MethodPost, "/api/v1/callbacks/"+made.ID+"/secret", ""), http.StatusOK)
	key.publish(company, `{"id":"e-2","type":"person_added","data":{"person":{"id":"8"}}}`)
	delivered("e-2", 1)
	g.printsThatItTook("e-2")
	if g.took("e-1") != 1 || g.took("e-2") != 1 {
		g.t.Errorf("it printed\n%s", g.printed)
	}
}

// refusesAllElse sends what the receiver must not take.
func (g guided) refusesAllElse() {
	g.t.Helper()
	now := time.Now()
	const body = `{"type":"person_added","data":{}}`
	tests := []struct {
		name, secret string
		at           time.Time
		headers      map[string]string
		code         int
	}{
		{name: "right", code: http.StatusNoContent},
		{name: "four-minutes-old", at: now.Add(-4 * time.Minute), code: http.StatusNoContent},
		{name: "six-minutes-old", at: now.Add(-6 * time.Minute)},
		{name: "of-the-future", at: now.Add(6 * time.Minute)},
		{name: "another-secret", secret: anotherSecret},
		{name: "another-id", headers: map[string]string{"webhook-id": "e-9"}},
		{name: "another-time", headers: map[string]string{"webhook-timestamp": fmt.Sprint(now.Unix() - 1)}},
		{name: "no-time", headers: map[string]string{"webhook-timestamp": ""}},
		{name: "a-time-that-is-none", headers: map[string]string{"webhook-timestamp": "now"}},
		{name: "no-id", headers: map[string]string{"webhook-id": ""}},
		{name: "no-signature", headers: map[string]string{"webhook-signature": ""}},
		{name: "a-signature-without-end", headers: map[string]string{"webhook-signature": "v1,"}},
		{name: "signatures-of-others", headers: map[string]string{"webhook-signature": "v1,AAAA v1a,AAAA v2,AAAA ,"}},
	}
	for _, tt := range tests {
		if tt.at.IsZero() {
			tt.at = now
		}
		got := g.send(tt.name, tt.at, cmp.Or(tt.secret, g.secret), body, tt.headers)
		if got != cmp.Or(tt.code, http.StatusUnauthorized) {
			g.t.Errorf("%s: answered %d", tt.name, got)
		}
	}
	g.send("last", now, g.secret, body, nil)
	g.printsThatItTook("last")
	for _, tt := range tests {
		if n := g.took(tt.name); n != min(1, tt.code) {
			g.t.Errorf("%s: it took it %d times", tt.name, n)
		}
	}
}

// TestScriptsOfTheGuide runs the two scripts of docs/receivers.md: one sends what a
// receiver takes, the other tells right requests from wrong ones.
func TestScriptsOfTheGuide(t *testing.T) {
	t.Parallel()
	folder, rc := filesOf(t, "receivers.md"), receive(t)
	script := func(line string, variables ...string) (string, error) {
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir, cmd.Env = folder, slices.Concat(os.Environ(), variables)
		var trouble bytes.Buffer
		cmd.Stderr = &trouble
		out, err := cmd.Output()
		return string(out) + trouble.String(), err
	}
	sends := []string{"WEBHOOK_SECRET=" + guideSecret, "URL=" + rc.url + "/200/tried", "ID=try-1"}
	if out, err := script("sh send.sh", sends...); err != nil || out != "200\n" {
		t.Fatalf("%v %q", err, out)
	}
	sent := rc.wait("/200/tried", 1)[0]
	verifies(t, sent, guideSecret)

	id, at, signature := sent.header.Get("webhook-id"), sent.header.Get("webhook-timestamp"), sent.header.Get("webhook-signature")
	old := fmt.Sprint(time.Now().Add(-6 * time.Minute).Unix())
	tests := []struct{ name, secret, id, at, signature, body, says string }{
		{name: "right"},
		{name: "one of two signatures", signature: "v1,AAAA " + signature},
		{name: "another secret", secret: anotherSecret, says: "signed with another secret"},
		{name: "another id", id: "try-2", says: "not what was signed"},
		{name: "another body", body: sent.body + "\n", says: "not what was signed"},
		{name: "too old", at: old, says: "more than five minutes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := filepath.Join(t.TempDir(), "body.json")
			if err := os.WriteFile(body, []byte(cmp.Or(tt.body, sent.body)), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := script("sh verify.sh "+body, "WEBHOOK_SECRET="+cmp.Or(tt.secret, guideSecret), "WEBHOOK_ID="+cmp.Or(tt.id, id),
				"WEBHOOK_TIMESTAMP="+cmp.Or(tt.at, at), "WEBHOOK_SIGNATURE="+cmp.Or(tt.signature, signature))
			if (err == nil) != (tt.says == "") || !strings.Contains(out, tt.says) {
				t.Errorf("%v %q", err, out)
			}
		})
	}
}
