// Package resend holds the rules of sending many deliveries again: what somebody
// asks for, the resend run that works it, and which deliveries it leaves alone.
package resend

import (
	"callboard/models"
	"callboard/models/deliverylog"
)

// The bounds of a run.
const (
	// Most is how many deliveries one run may send again.
	Most = 10_000
	// DefaultRate and MostRate are deliveries each second.
	DefaultRate = 10
	MostRate    = 100
	// filterLimit is the longest filter that is kept, in bytes.
	filterLimit = 8000
)

// Request says what is to be sent again, and how fast.
type Request struct {
	Filter    deliverylog.Filter
	Delivered bool // also what the receiver has answered 2xx before
	Rate      int  // deliveries each second; zero: DefaultRate
	// Until is the moment for which the filter is answered: what was accepted
	// or finished later is left out. Zero: the moment of asking.
	Until models.Millis
}

// Cleaned returns the request with its defaults filled in at the moment now.
// An Until that lies ahead comes from a clock that goes fast.
func (o Request) Cleaned(now models.Millis) Request {
	o.Filter = o.Filter.Page(0, 0)
	if o.Rate == 0 {
		o.Rate = DefaultRate
	}
	if o.Until == 0 || o.Until > now {
		o.Until = now
	}
	return o
}

// Check lists what must be mended before o can be carried out.
func (o Request) Check() models.Problems {
	var problems models.Problems
	if o.Rate < 1 || o.Rate > MostRate {
		problems.Note("rate", models.OutOfRange, "The rate must be between 1 and 100 deliveries each second")
	}
	if len(o.Filter.Encode()) > filterLimit {
		problems.Note("filter", models.TooLong, "The filter is too long. Leave some of its values out")
	}
	return problems
}

// Wanted lists the statuses of what o sends again: of those that its filter
// shows, all that is over or waits for another try.
func (o Request) Wanted() []models.Status {
	again := []models.Status{models.Retrying, models.Failed, models.NotSent, models.Cancelled}
	if o.Delivered {
		again = append(again, models.Delivered)
	}
	return o.among(again)
}

// Passed lists the statuses of what o leaves out, each for the reason that
// LeftOut names.
func (o Request) Passed() []models.Status {
	passed := []models.Status{models.Queued, models.Sending}
	if !o.Delivered {
		passed = append(passed, models.Delivered)
	}
	return o.among(passed)
}

// among keeps the statuses that the filter shows.
func (o Request) among(statuses []models.Status) []models.Status {
	if len(o.Filter.Status) == 0 {
		return statuses
	}
	var both []models.Status
	for _, status := range statuses {
		for _, shown := range o.Filter.Status {
			if status == shown {
				both = append(both, status)
			}
		}
	}
	return both
}

// Seconds estimates how long count deliveries take at the rate.
func (o Request) Seconds(count int) int {
	if count == 0 || o.Rate == 0 {
		return 0
	}
	return max(1, (count+o.Rate-1)/o.Rate)
}

// Status is where a run stands.
type Status uint8

// The states of a run.
const (
	Running Status = iota + 1
	Done           // nothing is left to be sent again
	Stopped        // somebody stopped it
)

// String returns the name as URLs and APIs write it.
func (s Status) String() string {
	switch s {
	case Running:
		return "running"
	case Done:
		return "done"
	case Stopped:
		return "stopped"
	}
	return ""
}

// Run sends the deliveries again that a request named when it started.
type Run struct {
	ID         models.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  models.ID // of all in it; zero: they belong to several
	LocationID models.ID // likewise
	ActorKind  models.ActorKind
	ActorID    models.ID
	ActorName  string
	Filter     string // as its URL writes it
	UntilAt    models.Millis
	Delivered  bool
	Rate       int
	Status     Status
	Total      int
	LeftOut    map[Reason]int `gorm:"serializer:json"` // at the start
	Result     Progress       `gorm:"serializer:json"` // once SettledAt is set
	Position   models.ID      // of the last member that was worked
	NextAt     models.Millis
	LeaseOwner int
	LeaseToken models.ID
	LeaseUntil models.Millis
	StartKey   *string // unique: whoever starts the same twice gets the first
	StoppedBy  string
	CreatedAt  models.Millis `gorm:"autoCreateTime:false"`
	EndedAt    models.Millis
	SettledAt  models.Millis
}

// TableName is the name of the table.
func (Run) TableName() string { return "resends" }

// Request returns what the run carries out.
func (r Run) Request() Request {
	return Request{Filter: deliverylog.Read(r.Filter), Delivered: r.Delivered, Rate: r.Rate, Until: r.UntilAt}
}

// State says what a run did with a member.
type State uint8

// The states of a member.
const (
	Left State = iota // still to be worked
	Resent
	Skipped
)

// Member is one delivery of a run.
type Member struct {
	RunID      models.ID `gorm:"primaryKey;autoIncrement:false"`
	DeliveryID models.ID `gorm:"primaryKey;autoIncrement:false"`
	State      State
	Reason     Reason        // of a skipped one
	Was        models.Status // of the delivery when the run started
	Resent     int           // how often it had been sent again then
	At         models.Millis // when the run worked it
	Outcome    models.Status // what came of it until somebody sent it again; zero: see the delivery
	Cause      models.Cause  // of an Outcome that failed
}

// TableName is the name of the table.
func (Member) TableName() string { return "resend_members" }
