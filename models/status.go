package models

// Status is where a delivery stands. The order is the one of every list.
type Status uint8

// The seven statuses.
const (
	Queued    Status = iota + 1 // waits for its first attempt
	Sending                     // a request is in flight
	Retrying                    // the last attempt failed, another is planned
	Delivered                   // answered 2xx
	Failed                      // all attempts used, or a final answer
	NotSent                     // a rule stopped it before any request
	Cancelled                   // somebody stopped it
)

// Statuses lists all seven in their order.
var Statuses = [...]Status{Queued, Sending, Retrying, Delivered, Failed, NotSent, Cancelled}

var statusNames = [...]string{"", "queued", "sending", "retrying", "delivered", "failed", "not_sent", "cancelled"}

// String returns the name as URLs and APIs write it: "not_sent".
func (s Status) String() string {
	if int(s) >= len(statusNames) {
		return ""
	}
	return statusNames[s]
}

// ParseStatus reads what String writes; ok is false for anything else.
func ParseStatus(name string) (s Status, ok bool) {
	for _, status := range Statuses {
		if status.String() == name {
			return status, true
		}
	}
	return 0, false
}

// Final says that nothing more happens by itself.
func (s Status) Final() bool { return s >= Delivered }
