package delivery

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"callboard/delivery/receivertest"
	"callboard/models"
	"callboard/models/store"
	"callboard/wire"
)

// most is what a receiver may get rid of, the buffers of its connection
// included, and slack how much later than its timeout an attempt may end.
const (
	most  = 16 << 20
	slack = 2 * time.Second
)

var update = flag.Bool("update", false, "write the table of docs/receivers.md")

// receiverSender returns a sender that reaches the receivers of package
// receivertest by their names.
func receiverSender(t *testing.T, r receivertest.Receiver, a *receivertest.Authority) *Sender {
	t.Helper()
	sender := newSender(r.Dialer(t, NewGuard(loopback).Control), a.Roots())
	t.Cleanup(sender.Close)
	return sender
}

// receiverRequest returns a request with a body of so many bytes, or with the
// body of a short event.
func receiverRequest(t *testing.T, to string, size int) wire.Request {
	t.Helper()
	event := models.Event{PublicID: "AB234SDFD234", Type: "person_added", Data: []byte(`{"person":{"id":1}}`), OccurredAt: 1}
	if size > 0 {
		name, _ := json.Marshal(strings.Repeat("x", size)) // a string
		event.Data = []byte(`{"person":{"name":` + string(name) + `}}`)
	}
	built, err := wire.Build(wire.Attempt{
		Event: event, Callback: models.Callback{PublicID: "Hzh39LP3", Kind: models.KindEvent, URL: to}, Number: 1, At: noon,
	})
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// TestReceivers sends to each of the stable: the log tells the cause and what
// comes next, and neither time nor memory runs away.
func TestReceivers(t *testing.T) {
	t.Parallel()
	authority := receivertest.NewAuthority(t)
	var several errgroup.Group // more than there are processors: most of them wait
	several.SetLimit(12)
	for _, r := range receivertest.All() {
		several.Go(func() error {
			t.Run(r.Name, func(t *testing.T) { tryReceiver(t, r, authority) })
			return nil
		})
	}
	_ = several.Wait()
}

func tryReceiver(t *testing.T, r receivertest.Receiver, authority *receivertest.Authority) {
	var poured receivertest.Poured
	to := r.Start(t, authority, &poured)
	sender := receiverSender(t, r, authority)
	request := receiverRequest(t, to, r.Body)
	for range r.Before {
		sender.Send(t.Context(), request, r.Limit(), false)
		time.Sleep(r.Rest)
	}
	started := time.Now()
	a := sender.Send(t.Context(), request, r.Limit(), false)
	took, ended := time.Since(started), time.Now()

	if a.Code != r.Code || a.Cause != r.Cause || a.Unclean != r.Unclean || r.Detail != "*" && a.CauseDetail != r.Detail {
		t.Errorf("got %d %q %q, unclean %q\nwant %d %q %q, unclean %q",
			a.Code, a.Cause, a.CauseDetail, a.Unclean, r.Code, r.Cause, r.Detail, r.Unclean)
	}
	if next := nextOf(a, ended, r.Wait); next != r.Next {
		t.Errorf("it is %s, want %s", next, r.Next)
	}
	if told := a.CauseDetail + a.Unclean + a.Failure().Sentence(); strings.Contains(told, "hunter2") || strings.Contains(told, "mail.example") {
		t.Errorf("the log tells what was answered: %q", told)
	}
	if text, coding, ok := a.AnswerText(); r.Text != "" && (string(text) != r.Text || coding != r.Coding || !ok) {
		t.Errorf("shown as %.40q in %q", text, coding)
	}
	if took > r.Limit()+slack || r.Limit() > 10*time.Second && took > r.Limit()/2 {
		t.Errorf("took %v of %v", took, r.Limit())
	}
	if strings.HasPrefix(to, "https") && a.Code != 0 && (a.TLS != "TLS 1.3" || a.Timing.TLSTime == 0) {
		t.Errorf("%q in %d µs", a.TLS, a.Timing.TLSTime)
	}
	headers := 0
	for _, h := range a.ResponseHeaders {
		headers += len(h.Name) + len(h.Value)
	}
	if poured.Load() > most || len(a.ResponseBody) > models.AnswerKept || headers > headersKept {
		t.Errorf("it got rid of %d bytes; %d of body and %d of headers are kept", poured.Load(), len(a.ResponseBody), headers)
	}
}

// nextOf says what becomes of the first delivery of a company callback after
// an attempt; wait is how long the receiver has asked us to wait.
func nextOf(a models.Attempt, end time.Time, wait time.Duration) receivertest.Next {
	callback := models.Callback{Kind: models.KindEvent}
	task := store.Task{Callback: callback, Delivery: models.Delivery{PlanLen: len(callback.Plan())}}
	a.StartedAt = models.At(end)
	if a.Cause == models.OurSide {
		return receivertest.Uncounted
	}
	d := after(task, a, end).Delivery
	planned := end.Add(planDelay(callback.Plan(), 1))
	due := d.DueAt.Time()
	switch {
	case d.Status == models.Delivered:
		return receivertest.Delivered
	case d.Status == models.Failed:
		return receivertest.Final
	case d.PlanPos == 0 && due.Sub(end).Abs() < time.Second:
		return receivertest.AtOnce
	case due.Sub(planned).Abs() < time.Second:
		return receivertest.Planned
	case wait > 0 && due.Sub(end.Add(wait)).Abs() <= 2*time.Second:
		return receivertest.Waits
	}
	return receivertest.Next("due after " + due.Sub(end).String())
}

// TestReceiverTable keeps the table of docs/receivers.md as the stable is.
// With -update it writes it.
func TestReceiverTable(t *testing.T) {
	t.Parallel()
	const path, begin, end = "../docs/receivers.md", "<!-- the stable begins -->\n", "<!-- the stable ends -->\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := bytes.Cut(page, []byte(begin))
	_, behind, ok := bytes.Cut(rest, []byte(end))
	if !ok {
		t.Fatal("the table has no place on the page")
	}
	want := string(before) + begin + receiverTable() + end + string(behind)
	if string(page) == want {
		return
	}
	if !*update {
		t.Fatal("docs/receivers.md is stale: go test ./delivery -run TestReceiverTable -update")
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func receiverTable() string {
	var table strings.Builder
	table.WriteString("| The receiver … | The log says | What to do about it | The delivery is |\n|---|---|---|---|\n")
	for _, r := range receivertest.All() {
		f := models.Failure{Cause: r.Cause, Host: receivertest.Host, Code: r.Code, Detail: r.Detail, Ended: r.Next == receivertest.Final}
		switch { // what differs from run to run
		case r.Cause == models.ConnRefused:
			f.Detail = "443"
		case r.Cause == models.TLSExpired || r.Cause == models.TLSNotYetValid:
			f.Detail = "21 Nov 2026"
		case r.Detail == "*":
			f.Detail = "3600"
		}
		says := cmp.Or(f.Sentence(), "Delivered.")
		if r.Unclean != "" {
			says += " The answer is unclean: " + r.Unclean + "."
		}
		if r.Coding != "" {
			says += " Its text is shown, decoded from " + r.Coding + "."
		}
		table.WriteString("| " + r.Does + " | " + says + " | " + cmp.Or(f.Suggestion(), "–") + " | " + string(r.Next) + " |\n")
	}
	return table.String()
}
