package models

import (
	"slices"
)

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
	for _, one := range Statuses {
		if one.String() == name {
			return one, true
		}
	}
	return 0, false
}

// Final says that nothing more happens by itself.
func (s Status) Final() bool { return s >= Delivered }

// Hold says why a waiting delivery is held back. "" when it is not.
type Hold string

// The reasons to hold a delivery back.
const (
	HeldPaused     Hold = "paused"
	HeldUnverified Hold = "unverified"
	HeldInactive   Hold = "inactive"
)

// Reason says which rule stopped a delivery, or why it was cancelled.
type Reason string

// The reasons of a delivery that was not sent, and of a cancelled one.
const (
	ConditionFalse   Reason = "condition_false"
	ConditionError   Reason = "condition_error"
	ActionMismatch   Reason = "action_mismatch"
	Inactive         Reason = "inactive"
	BeforeStart      Reason = "before_start"
	AfterEnd         Reason = "after_end"
	OptedOut         Reason = "opted_out"
	CompanyInactive  Reason = "company_inactive"
	LocationInactive Reason = "location_inactive"

	CancelledByEnd    Reason = "callback_ended"
	CancelledByDelete Reason = "callback_deleted"
	CancelledByPerson Reason = "by_person"
)

// ConditionState says whether a condition decided about a delivery.
type ConditionState uint8

// The states of a condition.
const (
	NoCondition ConditionState = iota
	ConditionPending
	ConditionTrue
	ConditionStopped // it was false or ended with an error, as the reason says
)

// Shards is the number of parts into which deliveries are divided, so that
// instances can share them out.
const Shards = 64

// ShardOf returns the part that the delivery with this id belongs to.
func ShardOf(id ID) uint8 { return uint8((uint64(id) ^ uint64(id)>>idBits) % Shards) }

// Delivery is one event for one callback.
type Delivery struct {
	ID              ID `gorm:"primaryKey;autoIncrement:false"`
	Shard           uint8
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

// Attempt is one HTTP request of a delivery. Attempts are only ever added.
type Attempt struct {
	ID              ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID       ID
	DeliveryID      ID // or the batch, or the callback whose URL was tried: one index finds them all
	BatchID         ID // zero for an attempt of a single delivery
	LeaseToken      ID // unique with the delivery: one lease, one attempt
	Number          int
	CallbackVersion int64
	StartedAt       Millis
	Method          string
	URL             string
	RequestHeaders  []Header `gorm:"serializer:json"` // secret values masked
	RequestBody     []byte   // the exact bytes sent; in the table as BodyPacking says
	BodyPacking     BodyPacking
	Code            int      // 0: no answer came
	ResponseHeaders []Header `gorm:"serializer:json"`
	ResponseBody    []byte   // the first 16 KiB
	ResponseSize    int64    // bytes, declared or read; -1: over 1 MiB
	Cause           Cause    // "" when it was answered 2xx
	CauseDetail     string
	Timing          Timing `gorm:"embedded"`
	LocalAddress    string
	RemoteAddress   string
	TLS             string // "TLS 1.3"; "" without
	Test            bool
	Backup          bool    // went to the callback's backup URL
	Owners          []Owner `gorm:"-"` // of a batch: whose events it carried, as the log knows
}

// Within says whether all that a request carried lies within in: a batch may
// hold events of several locations.
func (a Attempt) Within(in Scope) bool {
	return !slices.ContainsFunc(a.Owners, func(o Owner) bool { return !in.Covers(o) })
}

// Verification is what came of trying the URL and the backup URL of a
// callback.
type Verification struct {
	Attempts []Attempt
	Released int // deliveries that were held until now
}

// Failed returns the request that was not answered 2xx; ok is false when there
// is none.
func (v Verification) Failed() (a Attempt, ok bool) {
	for _, one := range v.Attempts {
		if one.Cause != "" {
			return one, true
		}
	}
	return Attempt{}, false
}

// HourlyCounter counts what was settled within one hour, so that charts and
// the overview need not count the log: deliveries that were delivered, have
// failed or were not sent. Tests are left out.
type HourlyCounter struct {
	Hour       Millis `gorm:"primaryKey;autoIncrement:false"` // its first moment
	CompanyID  ID     `gorm:"primaryKey;autoIncrement:false"`
	LocationID ID     `gorm:"primaryKey;autoIncrement:false"`
	CallbackID ID     `gorm:"primaryKey;autoIncrement:false"`
	Status     Status `gorm:"primaryKey;autoIncrement:false"`
	Cause      Cause  `gorm:"primaryKey"` // of what failed
	Count      int64
	TookTotal  int64 // of the last attempts, microseconds
}

// Header is one header line.
type Header struct {
	Name   string `json:"n"`
	Value  string `json:"v,omitempty"` // "" when Hidden
	Hidden bool   `json:"h,omitempty"`
}

// Timing says where the time of an attempt went, in microseconds.
type Timing struct {
	DNS     int64 `gorm:"column:dns_us"`
	Connect int64 `gorm:"column:connect_us"`
	TLSTime int64 `gorm:"column:tls_us"`
	Wait    int64 `gorm:"column:wait_us"`
	Read    int64 `gorm:"column:read_us"`
	Total   int64 `gorm:"column:total_us"`
}

// The bounds of what is kept of an answer, in bytes.
const (
	AnswerKept = 16 << 10
	AnswerRead = 1 << 20
)
