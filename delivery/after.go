package delivery

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// maxRequestedWait is the longest that a receiver can ask us to wait.
const maxRequestedWait = 24 * time.Hour

// after returns the outcome of an attempt that ended at end. The next attempt is
// due one interval after the start of this one, so that attempts stand exactly
// their interval apart, and not before this one has ended. When the receiver
// asks for a longer wait, that is counted from its answer.
func after(t store.Task, a models.Attempt, end time.Time) store.Result {
	d := t.Delivery
	d.Attempts, d.PlanPos = d.Attempts+1, d.PlanPos+1
	d.CallbackVersion, d.Host, d.Backup = t.Callback.Version, models.HostOf(a.URL), a.Backup
	d.Cause, d.CauseDetail, d.Code, d.Took = a.Cause, a.CauseDetail, a.Code, a.Timing.Total
	d.DueAt, d.FinishedAt = 0, 0
	result := store.Result{Attempt: &a}
	switch {
	case a.Cause == "":
		d.Status, d.FinishedAt = models.Delivered, models.At(end)
	case isFinal(t.Callback.Kind, a) || d.PlanPos >= d.PlanLen:
		d.Status, d.FinishedAt = models.Failed, models.At(end)
		if a.Code == http.StatusGone && !d.Test { // a test never counts against a callback
			result.Pause = a.Failure().Sentence()
		}
	default:
		d.Status, d.DueAt = models.Retrying, due(withJitter(planDelay(t.Callback.Plan(), d.PlanPos), t.Callback.Kind), a, end)
	}
	result.Delivery = d
	return result
}

// isFinal says whether a failed attempt is the last one, whatever the retry plan
// says.
func isFinal(k models.Kind, a models.Attempt) bool {
	return a.Cause.Final() || a.Code != 0 && k.Traits().Final(a.Code)
}

// planDelay returns how long to wait before the attempt at position pos of the
// plan. A plan that was shortened meanwhile goes on with its last delay.
func planDelay(plan []time.Duration, pos int) time.Duration { return plan[min(pos, len(plan)-1)] }

// withJitter lengthens a delay at random, by at most the percentage of the kind,
// so that many deliveries that failed together do not all come back together.
func withJitter(wait time.Duration, k models.Kind) time.Duration {
	most := wait * time.Duration(k.Traits().Jitter) / 100
	return wait + rand.N(most+1)
}

// due returns when the attempt after a is due, which ended at end.
func due(wait time.Duration, a models.Attempt, end time.Time) models.Millis {
	next := a.StartedAt.Time().Add(wait)
	if next.Before(end) {
		next = end
	}
	if asked := end.Add(requestedWait(a, end)); asked.After(next) {
		next = asked
	}
	return models.At(next)
}

// requestedWait returns how long the receiver asks us to wait: the Retry-After of
// a 429 or 503, in seconds or as a date, at most a day.
func requestedWait(a models.Attempt, now time.Time) time.Duration {
	if a.Code != http.StatusTooManyRequests && a.Code != http.StatusServiceUnavailable {
		return 0
	}
	return parseRetryAfter(headerOf(a.ResponseHeaders, "Retry-After"), now)
}

func parseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseUint(value, 10, 63); err == nil {
		return time.Duration(min(seconds, uint64(maxRequestedWait/time.Second))) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(0, date.Sub(now)), maxRequestedWait)
}

func headerOf(headers []models.Header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}
