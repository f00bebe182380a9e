package models

// ConditionState says whether a condition decided about a delivery.
type ConditionState uint8

// The states of a condition.
const (
	NoCondition ConditionState = iota
	ConditionPending
	ConditionTrue
	ConditionStopped // it was false or ended with an error, as the reason says
)

// DetailLimit is the longest detail of a reason or a cause, in characters.
const DetailLimit = 500

// Delivery is one event for one callback.
type Delivery struct {
	ID              ID `gorm:"primaryKey;autoIncrement:false"`
	EventID         ID
	CallbackID      ID
	CompanyID       ID
	LocationID      ID // of the event; zero: the company as a whole
	CallbackVersion int64
	EventType       string
	Host            string // where the last attempt went, or the callback's host
	Status          Status
	HoldReason      Hold
	Reason          Reason
	ReasonDetail    string // the rule or the person, in words; may be empty
	Cause           Cause  // of the last failed attempt
	CauseDetail     string // the number or name that the cause's sentence needs
	Code            int    // HTTP status of the last answer; 0 for none
	Took            int64  // of the last attempt, microseconds
	ConditionState  ConditionState
	Attempts        int    // made so far, in all
	PlanPos         int    // attempts used of the present plan
	PlanLen         int    // attempts in the present plan
	DueAt           Millis // next attempt; while sending, the end of the lease; zero: none
	LeaseOwner      int    // instance number
	LeaseToken      ID
	BatchID         ID
	Test            bool
	Backup          bool // the last attempt went to the callback's backup URL
	Resent          int  // how often an operator sent it again
	FinishedAt      Millis
}

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
