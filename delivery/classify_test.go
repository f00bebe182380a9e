package delivery

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard/models"
)

// What has no receiver of its own in package receivertest.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		to     func(t *testing.T) string
		causes []models.Cause // any of them
		detail string
	}{
		"another protocol": {
			to:     func(t *testing.T) string { return strings.Replace(receiver(t, answers(200)), "http:", "ftp:", 1) },
			causes: []models.Cause{models.SendError}, detail: "the URL begins neither with http nor with https",
		},
		// A machine without a resolver cannot tell that there is no such host.
		"no such host": {
			to:     func(*testing.T) string { return "http://no-such-host.invalid" },
			causes: []models.Cause{models.DNSNotFound, models.DNSFailed, models.DNSTimeout},
		},
		"blocked address": {
			to:     func(*testing.T) string { return "http://169.254.169.254/latest" },
			causes: []models.Cause{models.BlockedAddress},
		},
		// localhost has two addresses, one of them allowed here.
		"blocked by its name": {
			to:     func(*testing.T) string { return "http://localhost.:1/in" },
			causes: []models.Cause{models.BlockedAddress, models.ConnRefused, models.DNSNotFound, models.OurSide}, detail: "*",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := send(t, here(nil), test.to(t), time.Second)
			if !slices.Contains(test.causes, a.Cause) || test.detail != "*" && a.CauseDetail != test.detail {
				t.Errorf("cause %q %q, want %q %q", a.Cause, a.CauseDetail, test.causes, test.detail)
			}
			if a.RemoteAddress != "" { // where a name leads is told once somebody answered there
				t.Errorf("tells %s", a.RemoteAddress)
			}
			if a.Code != 0 || a.Timing.Total == 0 || a.RequestBody == nil {
				t.Errorf("code %d, %+v", a.Code, a.Timing)
			}
		})
	}
}

func TestSendNeverPrintsTheURL(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"http://127.0.0.1:99999/?token=secret", "ftp://127.0.0.1/?token=secret", "http://127.0.0.1:1/\x7f?token=secret"} {
		r := request(t, to)
		a := here(nil).Send(context.Background(), r, time.Second, false)
		if strings.Contains(a.CauseDetail, "secret") || a.Cause == "" {
			t.Errorf("cause %q %q", a.Cause, a.CauseDetail)
		}
	}
}
