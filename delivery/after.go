package delivery

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
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
	repeat := a.Cause == models.ConnKept && d.Cause != models.ConnKept
	d.Attempts++
	if !repeat {
		d.PlanPos++
	}
	d.CallbackVersion, d.Host, d.Backup = t.Callback.Version, models.HostOf(a.URL), a.Backup
	d.Cause, d.CauseDetail, d.Code, d.Took = a.Cause, a.CauseDetail, a.Code, a.Timing.Total
	d.DueAt, d.FinishedAt = 0, 0
	result := store.Result{Attempt: &a}
	switch {
	case a.Cause == "":
		d.Status, d.FinishedAt = models.Delivered, models.At(end)
	case repeat: // it uses nothing of the plan up
		d.Status, d.DueAt = models.Retrying, models.At(end)
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
	if a.Code == http.StatusRequestEntityTooLarge && headerOf(a.ResponseHeaders, "Retry-After") != "" {
		return false // it is too large for now
	}
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

// withRedirects returns an attempt as the callback wants it judged: an answer
// of 3xx counts as delivered where it says so.
func withRedirects(a models.Attempt, c models.Callback) models.Attempt {
	if a.Cause == models.Redirect && c.Settings.RedirectsOK {
		a.Cause, a.CauseDetail = "", ""
	}
	return a
}

// requestedWait returns how long the receiver asks us to wait, at most a day: the
// longest Retry-After of an answer that may be another one later.
func requestedWait(a models.Attempt, now time.Time) time.Duration {
	switch {
	case a.Code >= 500 && a.Code < 600:
	case slices.Contains([]int{408, 413, 425, 429}, a.Code):
	default:
		return 0
	}
	var longest time.Duration
	for _, h := range a.ResponseHeaders {
		if strings.EqualFold(h.Name, "Retry-After") {
			longest = max(longest, parseRetryAfter(h.Value, now))
		}
	}
	return longest
}

// retryDates are the forms of dates in Retry-After beside those of
// http.ParseTime.
var retryDates = []string{time.RFC1123Z, "Mon, _2 Jan 2006 15:04:05 -0700", "Mon, _2 Jan 2006 15:04:05 MST", time.RFC3339}

// parseRetryAfter reads a date, or numbers of seconds with commas between them.
func parseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	date, err := http.ParseTime(value)
	for i := 0; err != nil && i < len(retryDates); i++ {
		date, err = time.Parse(retryDates[i], value)
	}
	if err == nil {
		return min(max(0, date.Sub(now)), maxRequestedWait)
	}
	var longest time.Duration
	for number := range strings.SplitSeq(value, ",") {
		longest = max(longest, parseSeconds(strings.TrimSpace(number)))
	}
	return longest
}

// parseSeconds reads a number of seconds, "1.5" too, and 0 where there is none.
func parseSeconds(number string) time.Duration {
	if strings.Trim(number, "0123456789.") != "" {
		return 0
	}
	seconds, err := strconv.ParseFloat(number, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return time.Duration(min(seconds, maxRequestedWait.Seconds()) * float64(time.Second))
}

func headerOf(headers []models.Header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}
