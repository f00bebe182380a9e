package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard/models/store/storetest"
)

// wrongClock stands in the place of clock.go, which holds the clock of the machine.
const wrongClock = `package main

import (
	"os"
	"time"
)

func wall() time.Time {
	by, err := time.ParseDuration(os.Getenv("WRONG_BY"))
	if err != nil {
		panic(err)
	}
	return time.Now().Add(by)
}
`

// wrongBinary builds the program with a clock that the environment sets.
func wrongBinary(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	replaced, err := filepath.Abs("../clock.go")
	if err != nil {
		t.Fatal(err)
	}
	file, overlay := filepath.Join(dir, "clock.go"), filepath.Join(dir, "overlay.json")
	for name, text := range map[string]string{file: wrongClock, overlay: fmt.Sprintf(`{"Replace":{%q:%q}}`, replaced, file)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path, err := build(filepath.Join(dir, "callboard"), "-overlay", overlay)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Three servers share one database; the clock of one is right, of another a minute and
// a half ahead, of the third a quarter of an hour behind. The database's counts:
// nothing is sent twice, and every request bears the right time.
func TestServersWhoseClocksDiffer(t *testing.T) {
	t.Parallel()
	wrong, database, secret := wrongBinary(t), storetest.MariaURL(t), filepath.Join(t.TempDir(), "secret.key")
	rc, servers := receive(t), map[string]*program{}
	for _, by := range []string{"0s", "90s", "-15m"} {
		p := &program{
			t: t, log: &logbook{}, listen: "127.0.0.1:0", path: wrong, within: []string{"env", "WRONG_BY=" + by},
			flags: []string{"-allow-destinations", "127.0.0.1/32", "-database", database, "-secret-file", secret},
		}
		p.start()
		servers[by] = p
	}
	right := servers["0s"]
	company, key := right.company("Northwind Gyms")
	key.register(company, fmt.Sprintf(`{"kind":"webhook","types":["person_*"],"destination":{"url":"%s/slow/in"}}`, rc.url))
	const each = 8
	for by, p := range servers {
		for n := range each {
			api{t, p, key.key}.publish(company, fmt.Sprintf(`{"id":"e%s-%d","type":"person_added","data":{"person":{"id":%d}}}`, by, n, n))
		}
	}
	rc.wait("/slow/in", each*len(servers))
	until(t, "all are delivered", func() bool {
		got := want[struct{ Data []struct{} }](t, key.call(http.MethodGet, "/api/v1/deliveries?status=delivered&company="+company, ""), http.StatusOK)
		return len(got.Data) == each*len(servers)
	})
	seen := map[string]bool{}
	for _, r := range rc.at("/slow/in") {
		id := r.header.Get("webhook-id")
		if seen[id] {
			t.Errorf("%s arrived twice", id)
		}
		seen[id] = true
		seconds, err := strconv.ParseInt(r.header.Get("webhook-timestamp"), 10, 64)
		if off := r.at.Sub(time.Unix(seconds, 0)).Abs(); err != nil || off > 4*time.Second {
			t.Errorf("%s bears a time that is %s off, %v", id, off, err)
		}
	}
	admin := servers["-15m"].admin()
	for by, words := range map[string]string{"90s": "1m30s behind", "-15m": "15m0s ahead of", "0s": ""} {
		admin.p = servers[by]
		_, page := admin.get("/admin/deliveries")
		_, health := servers[by].get("/readyz")
		if words == "" && (strings.Contains(page, "Two clocks differ") || health != "ready\n") || !strings.Contains(page, words) || !strings.Contains(health, words) {
			t.Errorf("%s: readyz says %s, the console %t", by, health, strings.Contains(page, words))
		}
	}
}
