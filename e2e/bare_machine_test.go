package e2e

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// TestOnABareMachine runs the program, linked without C, as the only file of a root: no
// zones, no certificates, no /proc, no /dev, no /tmp. To link it takes a minute of
// processor, so make soak asks for it.
func TestOnABareMachine(t *testing.T) {
	if os.Getenv("CALLBOARD_BARE_MACHINE") == "" {
		t.Skip("make soak sets CALLBOARD_BARE_MACHINE")
	}
	root := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(root, "callboard"), "callboard")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	within := []string{"sh", "-c", "exec chroot " + root + ` /callboard "$@"`} // $0 is the program of other tests
	if os.Getuid() != 0 {
		within = append([]string{"unshare", "-r"}, within...)
	}
	p := startWithin(t, within, "127.0.0.1:0", "-data", "/data", "-demo")
	admin := p.admin()
	until(t, "a demo at work", func() bool {
		_, text := admin.get("/admin/deliveries")
		rows := badges(t, text)
		return rows["Delivered"] > 0 && rows["Not sent"] > 0
	})
	_, list := admin.get("/admin/locations")
	location, _ := page(t, list).Find("tbody a").First().Attr("href")
	_, settings := admin.get(location + "/settings")
	version, _ := page(t, settings).Find("input[name=version]").Attr("value")
	form := url.Values{"name": {"Auckland"}, "time_zone": {"Pacific/Auckland"}, "version": {version}}
	if got := admin.post(location+"/settings", form); got.code != http.StatusSeeOther {
		t.Errorf("a time zone is answered %d: %s", got.code, got.body)
	}
	if code, text := p.get("/readyz"); code != http.StatusOK || !strings.Contains(text, "no certificates of authorities on this machine") {
		t.Errorf("readyz answers %d %q", code, text)
	}
	if !strings.Contains(p.log.String(), "no certificates of authorities on this machine") {
		t.Error("the log says nothing of certificates")
	}
}

// TestWithoutANetwork runs the program where there is no way to anywhere. What is to be
// sent waits, and uses nothing of its plan up.
func TestWithoutANetwork(t *testing.T) {
	t.Parallel()
	within := []string{"unshare", "-n", "sh", "-c", `ip link set lo up && exec "$0" "$@"`}
	if os.Getuid() != 0 {
		within[1] = "-rn"
	}
	p := startWithin(t, within, "127.0.0.1:0")
	company, key := p.company("Northwind Gyms")
	inside := func(args ...string) string {
		t.Helper()
		line := append([]string{"-U", "--preserve-credentials", "-n", "-t", strconv.Itoa(p.cmd.Process.Pid), "curl", "-sS", "-H", "Authorization: Bearer " + key.key}, args...)
		if os.Getuid() == 0 {
			line = line[2:]
		}
		out, err := exec.Command("nsenter", line...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	config := p.url + "/companies/" + company + "/config/"
	inside(config+"callbacks", "-d", object(t, "event_type", "person_added", "destination", map[string]string{"url": "https://pos.example/in"}))
	inside(config+"callback_events/test", "-d", `{"event_type":"person_added"}`)
	var ready string
	until(t, "the trouble at /readyz", func() bool {
		ready = inside(p.url + "/readyz")
		return strings.HasPrefix(ready, "ready, but nothing can be sent: no way through the network")
	})
	row := inside(p.url + "/api/v1/deliveries")
	for _, part := range []string{`"attempts":0`, `"status":"queued"`, "our_side"} {
		if !strings.Contains(row, part) {
			t.Errorf("the log lacks %s: %s", part, row)
		}
	}
}

// TestTooManyOpenFiles takes the last files away from a program at work, and gives them
// back. Its first request that leaves is the first attempt.
func TestTooManyOpenFiles(t *testing.T) {
	t.Parallel()
	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	config := "/companies/" + company + "/config/"
	want[entity](t, key.call(http.MethodPost, config+"callbacks", object(t,
		"event_type", "person_added", "destination", map[string]string{"url": rc.url + "/200/pos"})), http.StatusCreated)
	before := p.mayOpen(3) // what is open stays open
	want[testEvent](t, key.call(http.MethodPost, config+"callback_events/test", `{"event_type":"person_added"}`), http.StatusCreated)
	until(t, "the trouble at /readyz", func() bool {
		_, text := p.get("/readyz")
		return strings.HasPrefix(text, "ready, but nothing can be sent: too many open files")
	})
	if got := rc.at("/"); len(got) > 0 {
		t.Errorf("the receiver got %+v", got)
	}
	p.mayOpen(before)
	if got := rc.wait("/200/pos", 1)[0]; got.header.Get("X-Delivery-Attempt") != "1" {
		t.Errorf("it arrives as attempt %q", got.header.Get("X-Delivery-Attempt"))
	}
	until(t, "the end of the trouble", func() bool { _, text := p.get("/readyz"); return text == "ready\n" })
}

// mayOpen sets how many files the program may have open, and returns how many it might.
func (p *program) mayOpen(files uint64) uint64 {
	p.t.Helper()
	var before syscall.Rlimit
	for _, pair := range [][2]*syscall.Rlimit{{nil, &before}, {{Cur: files, Max: 0}, nil}} {
		if pair[0] != nil {
			pair[0].Max = before.Max
		}
		_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(p.cmd.Process.Pid), syscall.RLIMIT_NOFILE,
			uintptr(unsafe.Pointer(pair[0])), uintptr(unsafe.Pointer(pair[1])), 0, 0)
		if errno != 0 {
			p.t.Fatal(errno)
		}
	}
	return before.Cur
}
