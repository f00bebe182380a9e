package delivery

import (
	"net/http"
	"testing"

	"callboard/models"
)

// FuzzRetryAfter lets a receiver ask for any patience: it gets a day at most,
// and never a moment before the plan.
func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{
		"120", " 5 ", "-1", "0", "9223372036854775807", "18446744073709551616", "1e9", "Sat, 21 Nov 2026 12:05:00 GMT", "Sat, 21 Nov 0000 12:05:00 GMT",
		"Friday, 31-Dec-99 23:59:59 GMT", "Fri Dec 31 23:59:59 9999", "\x00", "",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		a := models.Attempt{
			Code: http.StatusServiceUnavailable, StartedAt: models.At(noon),
			ResponseHeaders: []models.Header{{Name: "retry-after", Value: value}},
		}
		if wait := requestedWait(a, noon); wait < 0 || wait > maxRequestedWait {
			t.Errorf("%q: waits %s", value, wait)
		}
		if at := due(0, a, noon).Time(); at.Before(noon) || at.After(noon.Add(maxRequestedWait)) {
			t.Errorf("%q: due at %s", value, at)
		}
	})
}
