package delivery

import (
	gocmp "cmp"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
)

// noon is when the attempts of these tests begin.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestAfter(t *testing.T) {
	t.Parallel()
	ended := noon.Add(2 * time.Second)
	tests := map[string]struct {
		kind     models.Kind
		settings models.Settings
		before   models.Delivery
		code     int
		cause    models.Cause
		wait     string        // Retry-After
		took     time.Duration // 2 seconds unless it says so
		status   models.Status
		due      time.Time
		pause    bool
	}{
		"answered 200":          {code: 200, status: models.Delivered},
		"answered 204":          {code: 204, status: models.Delivered},
		"second of six":         {code: 500, before: models.Delivery{Attempts: 1, PlanPos: 1}, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"last of six":           {code: 500, before: models.Delivery{Attempts: 5, PlanPos: 5}, status: models.Failed},
		"resent, numbers go on": {code: 500, before: models.Delivery{Attempts: 6}, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"plan shortened since": {
			code: 500, settings: models.Settings{Delays: []int{0, 60}}, before: models.Delivery{Attempts: 3, PlanPos: 3, PlanLen: 6},
			status: models.Retrying, due: noon.Add(time.Minute),
		},
		"attempt took longer than the interval": {
			code: 500, settings: models.Settings{Delays: []int{0, 5, 5}}, took: 15 * time.Second,
			status: models.Retrying, due: noon.Add(15 * time.Second),
		},
		"no connection":            {cause: models.ConnRefused, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"redirect":                 {code: 302, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"blocked, event":           {cause: models.BlockedAddress, status: models.Failed},
		"blocked, postback":        {kind: models.KindPostback, cause: models.BlockedAddress, status: models.Failed},
		"408 is patience":          {code: 408, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"425 is patience":          {code: 425, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"429 is patience":          {code: 429, status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"422 is final":             {code: 422, status: models.Failed},
		"410 pauses":               {code: 410, status: models.Failed, pause: true},
		"410 of a signed callback": {kind: models.KindWebhook, code: 410, status: models.Failed, pause: true},
		"410 of a test":            {code: 410, before: models.Delivery{Test: true}, status: models.Failed},
		"410 of a postback with attempts left": {
			kind: models.KindPostback, settings: models.Settings{Attempts: 3, Interval: 300}, code: 410,
			status: models.Retrying, due: noon.Add(5 * time.Minute),
		},
		"410 of a postback, attempts used up": {
			kind: models.KindPostback, settings: models.Settings{Attempts: 3, Interval: 300}, code: 410,
			before: models.Delivery{Attempts: 2, PlanPos: 2}, status: models.Failed, pause: true,
		},
		"wait in seconds":        {code: 429, wait: "900", status: models.Retrying, due: ended.Add(15 * time.Minute)},
		"wait as a date":         {code: 503, wait: "Sat, 21 Nov 2026 13:00:00 GMT", status: models.Retrying, due: noon.Add(time.Hour)},
		"wait until the past":    {code: 503, wait: "Fri, 20 Nov 2026 13:00:00 GMT", status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"wait for a year":        {code: 503, wait: "31536000", status: models.Retrying, due: ended.Add(24 * time.Hour)},
		"wait beyond all bounds": {code: 503, wait: "9223372036854775807", status: models.Retrying, due: ended.Add(24 * time.Hour)},
		"wait in bad words":      {code: 503, wait: "soon", status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"wait below nothing":     {code: 503, wait: "-900", status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"wait of any 5xx":        {code: 500, wait: "900", status: models.Retrying, due: ended.Add(15 * time.Minute)},
		"wait of another code":   {code: 302, wait: "900", status: models.Retrying, due: noon.Add(5 * time.Minute)},
		"413 for now":            {code: 413, wait: "900", status: models.Retrying, due: ended.Add(15 * time.Minute)},
		"413 for ever":           {code: 413, status: models.Failed},
		"wait after the last":    {code: 429, wait: "900", before: models.Delivery{PlanPos: 5}, status: models.Failed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			callback := models.Callback{Kind: models.KindEvent, Version: 4, Settings: test.settings}
			if test.kind != "" {
				callback.Kind = test.kind
			}
			task := store.Task{Callback: callback, Delivery: test.before}
			task.Delivery.PlanLen = gocmp.Or(test.before.PlanLen, len(callback.Plan()))
			task.Delivery.Status, task.Delivery.Host = models.Sending, "old.example"
			a := models.Attempt{URL: "https://new.example/in", Code: test.code, Cause: test.cause, StartedAt: models.At(noon)}
			if test.code >= 300 {
				a.Cause = models.HTTP5xx // which one does not matter here
			}
			if test.wait != "" {
				a.ResponseHeaders = []models.Header{{Name: http.CanonicalHeaderKey("retry-after"), Value: test.wait}}
			}
			end := ended
			if test.took != 0 {
				end = noon.Add(test.took)
			}
			got := after(task, a, end)
			want := test.before
			want.Attempts++
			want.PlanPos++
			want.PlanLen = task.Delivery.PlanLen
			want.Status, want.DueAt, want.CallbackVersion = test.status, models.At(test.due), 4
			want.Host, want.Cause, want.Code = "new.example", a.Cause, a.Code
			if test.status.Final() {
				want.FinishedAt = models.At(end)
			}
			if diff := cmp.Diff(want, got.Delivery); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if (got.Pause != "") != test.pause {
				t.Errorf("pause for %q, want %v", got.Pause, test.pause)
			}
		})
	}
}

// A signed callback comes back after its delay or up to a fifth later, never
// sooner; the other kinds come back to the moment.
func TestWithJitter(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 200 {
		got := withJitter(5*time.Minute, models.KindWebhook)
		if got < 5*time.Minute || got > 6*time.Minute {
			t.Errorf("waits %s", got)
		}
		seen[got] = true
		if withJitter(0, models.KindWebhook) != 0 || withJitter(time.Hour, models.KindEvent) != time.Hour {
			t.Error("spread what stands still")
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d different waits", len(seen))
	}
}

func TestAfterTheBackupURL(t *testing.T) {
	t.Parallel()
	task := store.Task{Callback: models.Callback{Kind: models.KindEvent}, Delivery: models.Delivery{Attempts: 3, PlanPos: 3, PlanLen: 6}}
	got := after(task, models.Attempt{URL: "https://backup.example/in", Code: 200, Backup: true}, noon).Delivery
	if !got.Backup || got.Host != "backup.example" {
		t.Errorf("the last attempt went to %q, backup %t", got.Host, got.Backup)
	}
	if again := after(task, models.Attempt{URL: "https://crm.example/in", Code: 200}, noon).Delivery; again.Backup {
		t.Error("a resend to the URL still counts as one to the backup URL")
	}
}

func TestRedirectsThatCountAsDelivered(t *testing.T) {
	t.Parallel()
	redirect := models.Attempt{Code: 302, Cause: models.Redirect, CauseDetail: "https://crm.example/thanks"}
	lenient := models.Callback{Settings: models.Settings{RedirectsOK: true}}
	if a := withRedirects(redirect, lenient); a.Cause != "" || a.CauseDetail != "" || a.Code != 302 {
		t.Errorf("%d %q %q", a.Code, a.Cause, a.CauseDetail)
	}
	if a := withRedirects(redirect, models.Callback{}); a.Cause != models.Redirect {
		t.Errorf("it counts though the callback does not say so: %q", a.Cause)
	}
	if a := withRedirects(models.Attempt{Code: 404, Cause: models.HTTP404}, lenient); a.Cause != models.HTTP404 {
		t.Errorf("a 404 counts: %q", a.Cause)
	}
}
