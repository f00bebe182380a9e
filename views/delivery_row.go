package views

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"callboard/models"
)

// why says beside a status what there is to know about it, in a few words.
func why(d models.Delivery) string {
	switch {
	case d.HoldReason != "":
		return d.HoldReason.Words()
	case d.Status == models.Queued:
		return "waiting for its first attempt"
	case d.Status == models.Sending:
		return fmt.Sprintf("attempt %d", d.Attempts+1)
	case d.Status == models.Retrying, d.Status == models.Failed:
		return d.Failure().Short()
	case d.Status == models.NotSent, d.Status == models.Cancelled:
		return d.Reason.Words(d.ReasonDetail)
	}
	return ""
}

// took writes a time in microseconds: "0.4 ms", "1,204 ms".
func took(us int64) string {
	switch {
	case us <= 0:
		return "–"
	case us < 10_000:
		return fmt.Sprintf("%.1f ms", float64(max(us, 100))/1000)
	}
	return Number(int((us+500)/1000)) + " ms"
}

// where says where a delivery goes, and to which database its callback belongs.
func (l DeliveryLine) where() string {
	if l.Row.Source.ID() != 0 {
		return l.Row.Source.Words() + ", " + l.Row.Host
	}
	return l.Row.Host
}

// tries writes "2 of 5": attempts made, of those planned in all.
func tries(d models.Delivery) string {
	return fmt.Sprintf("%d of %d", d.Attempts, max(d.Attempts, d.Attempts-d.PlanPos+d.PlanLen))
}

// canResend says whether an operator may send d again: not while a request is
// in flight.
func canResend(d models.Delivery) bool { return d.Status != models.Sending }

// resendWord is the word on the button: what waits is sent now.
func resendWord(d models.Delivery) string {
	if d.Status.Final() {
		return "Resend"
	}
	return "Send now"
}

// canCancel says whether anything of d is planned that can be stopped.
func canCancel(d models.Delivery) bool {
	return d.Status == models.Queued || d.Status == models.Retrying
}

// url is a path below the delivery, for what comes back as a row like this one.
func (l DeliveryLine) url(path string) string {
	if l.Choose {
		path += "?choose=yes"
	}
	return deliveryURL(l.Row.ID) + path
}

// rowID is the id of the element that shows d in a table.
func rowID(d models.Delivery) string { return "d-" + d.ID.String() }

// deliveryURL is the page of one delivery.
func deliveryURL(id models.ID) string { return "/admin/deliveries/" + id.String() }

// until writes how long it is to t: "in 3 min".
func until(t, now time.Time) string {
	switch wait := t.Sub(now).Round(time.Second); {
	case wait <= 0:
		return "now"
	case wait < time.Minute:
		return fmt.Sprintf("in %d s", int(wait.Seconds()))
	case wait < time.Hour:
		return fmt.Sprintf("in %d min", int(wait.Round(time.Minute).Minutes()))
	case wait < 48*time.Hour:
		return fmt.Sprintf("in %d h", int(wait.Round(time.Hour).Hours()))
	default:
		return fmt.Sprintf("in %d days", int(wait.Hours()/24))
	}
}

// codeWords writes an HTTP status as receivers know it: "503 Service
// Unavailable".
func codeWords(code int) string { return http.StatusText(code) }

// bytesWords writes a size: "643 bytes", "12 KB", "over 1 MiB" for -1.
func bytesWords(n int64) string {
	switch {
	case n < 0:
		return "over 1 MiB"
	case n == 1:
		return "1 byte"
	case n < 10_000:
		return Number(int(n)) + " bytes"
	}
	return Number(int(n/1000)) + " KB"
}

// clock writes the time of a moment in UTC: "14:03:22".
func clock(at models.Millis) string { return at.Time().Format("15:04:05") }

// machineTime writes a moment in UTC as a time element carries it.
func machineTime(at models.Millis) string { return at.Time().Format(time.RFC3339) }

// codeNumber writes the number of an answer.
func codeNumber(code int) string { return strconv.Itoa(code) }

// conditionState says how the condition of a delivery decided, "" when there
// was none.
func conditionState(d models.Delivery) string {
	switch {
	case d.ConditionState == models.ConditionPending:
		return "not asked yet"
	case d.ConditionState == models.ConditionTrue:
		return "was true"
	case d.ConditionState == models.ConditionStopped && d.Reason == models.ConditionFalse:
		return "was false"
	case d.ConditionState == models.ConditionStopped && d.Reason == models.ConditionError:
		return "stopped with an error"
	case d.ConditionState == models.ConditionStopped:
		return "was not true; it was sent by hand"
	}
	return ""
}

// ConditionTestOfDeliveryURL is the page that tries the condition of a delivery with its event.
func ConditionTestOfDeliveryURL(d models.Delivery) string {
	return conditionTestURL + "?" + url.Values{"delivery": {d.ID.String()}}.Encode()
}

// ConditionTestOfCallbackURL is the page that tries the condition of a callback; of none,
// any condition.
func ConditionTestOfCallbackURL(c models.Callback) string {
	if c.PublicID == "" {
		return conditionTestURL
	}
	return conditionTestURL + "?" + url.Values{"callback": {c.PublicID}}.Encode()
}

// conditionTestOfEventURL is the page that tries the condition of a callback with an event.
func conditionTestOfEventURL(e models.Event, c models.Callback) string {
	return conditionTestURL + "?" + url.Values{"callback": {c.PublicID}, "event": {e.ID.String()}}.Encode()
}
