package e2e

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	backupRate    = 100 // events a second while the backup is made
	backupMost    = 10 * time.Second
	backupLogMost = 64 << 20 // bytes of the database's log, a while after
)

// TestBackupUnderLoad backs a database up while events come in, lets another program
// start from the copy, and looks for all that was accepted before. CALLBOARD_BACKUP_MB
// says how large the database is; make soak asks for 300, and looks at its log a
// minute later.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	megabytes, before, after := 2, 300*time.Millisecond, time.Second
	if text := os.Getenv("CALLBOARD_BACKUP_MB"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		megabytes, before, after = n, 5*time.Second, time.Minute
	}
	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	data := p.flags[slices.Index(p.flags, "-data")+1]
	company, key := p.company("Northwind Gyms")
	const callback = `{"kind":"webhook","types":["order.*"],"destination":{"url":"%s/200/%s"}}`
	want[struct{}](t, key.call(http.MethodPost, "/api/v1/companies/"+company+"/event-types", `{"name":"order.placed"}`), http.StatusCreated)
	key.register(company, fmt.Sprintf(callback, rc.url, "live"))
	waiting := key.register(company, fmt.Sprintf(callback, rc.url, "waiting")).ID
	want[struct{}](t, key.call(http.MethodPost, "/api/v1/callbacks/"+waiting+"/pause", ""), http.StatusOK)
	key.fill(company, megabytes)

	load := key.publishSteadily(company)
	<-time.After(before)
	accepted := load.accepted()
	file := filepath.Join(t.TempDir(), "copy.db")
	began := time.Now()
	if said := p.verb("backup", file); said != file {
		t.Errorf("the verb prints %q", said)
	}
	took := time.Since(began)
	highest := logSize(t, data)
	<-time.After(after)
	size := logSize(t, data)
	all := load.stop()
	info, err := os.Stat(file)
	if err != nil || info.Mode() != fs.FileMode(0o600) || info.Size() < int64(megabytes)<<20 {
		t.Fatalf("the backup is %v: %v", info, err)
	}
	t.Logf("%d MB under %d events/s: %v; log of %.1f MB, %v later %.1f MB; %d accepted before it began, %d in all",
		info.Size()>>20, backupRate, took.Round(time.Millisecond), float64(highest)/(1<<20), after, float64(size)/(1<<20), len(accepted), len(all))
	if took > backupMost || size > backupLogMost || len(accepted) == 0 {
		t.Errorf("it took %v, the log has %d bytes", took, size)
	}
	p.stop()

	restored := t.TempDir()
	for from, to := range map[string]string{file: "callboard.db", filepath.Join(data, "secret.key"): "secret.key"} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(restored, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sendsWhatWaited(t, restored, rc, waiting, accepted)
}

// sendsWhatWaited starts a program on a restored copy, first with sending held.
func sendsWhatWaited(t *testing.T, data string, rc *receiver, paused string, accepted []string) {
	t.Helper()
	p := start(t, "-data", data, "-allow-destinations", "127.0.0.1/32", "-hold")
	until(t, "it says that it is held", func() bool { _, text := p.get("/readyz"); return strings.Contains(text, "held") })
	if _, text := p.admin().get("/admin/"); !strings.Contains(text, "Sending is held") {
		t.Error("the console does not say that sending is held")
	}
	key := api{t, p, p.verb("key", "add", "-role", "manager", "After the restore")}
	want[struct{}](t, key.call(http.MethodPost, "/api/v1/callbacks/"+paused+"/resume", ""), http.StatusOK)
	<-time.After(500 * time.Millisecond)
	if n := len(rc.at("/200/waiting")); n > 0 {
		t.Errorf("held, it sends %d", n)
	}
	p.stop()
	p.flags = slices.DeleteFunc(p.flags, func(flag string) bool { return flag == "-hold" })
	p.run()
	until(t, "all that was accepted before the backup arrived", func() bool {
		arrived := map[string]bool{}
		for _, one := range rc.at("/200/waiting") {
			arrived[one.header.Get("webhook-id")] = true
		}
		return !slices.ContainsFunc(accepted, func(id string) bool { return !arrived[id] })
	})
}

// fill publishes events that nobody asks for, until the database has that many
// megabytes.
func (a api) fill(company string, megabytes int) {
	a.t.Helper()
	event := `{"type":"person_added","data":{"person":{"text":"` + strings.Repeat("x", 100_000) + `"}}}`
	for range megabytes {
		a.publish(company, "["+strings.Join(slices.Repeat([]string{event}, 11), ",")+"]")
	}
}

// steadyLoad publishes events at a rate.
type steadyLoad struct {
	mu   sync.Mutex
	ids  []string
	end  chan struct{}
	wait sync.WaitGroup
}

// publishSteadily publishes backupRate events a second until they are stopped.
func (a api) publishSteadily(company string) *steadyLoad {
	l := &steadyLoad{end: make(chan struct{})}
	next := make(chan int)
	l.wait.Go(func() {
		defer close(next)
		tick := time.NewTicker(time.Second / backupRate)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-l.end:
				return
			case <-tick.C:
				next <- n
			}
		}
	})
	for range 8 {
		l.wait.Go(func() {
			for n := range next {
				id := fmt.Sprintf("order-%d", n)
				if got := a.call(http.MethodPost, "/api/v1/companies/"+company+"/events", `{"id":"`+id+`","type":"order.placed","data":{"n":`+strconv.Itoa(n)+`}}`); got.code != http.StatusAccepted {
					a.t.Errorf("event %s: %d %s", id, got.code, got.body)
					continue
				}
				l.mu.Lock()
				l.ids = append(l.ids, id)
				l.mu.Unlock()
			}
		})
	}
	return l
}

// accepted returns the ids of what was accepted so far.
func (l *steadyLoad) accepted() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.ids)
}

// stop ends the load and returns the ids of all that was accepted.
func (l *steadyLoad) stop() []string {
	close(l.end)
	l.wait.Wait()
	return l.ids
}

// logSize returns the bytes of the log that SQLite writes ahead.
func logSize(t *testing.T, data string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(data, "callboard.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
