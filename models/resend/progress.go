package resend

import (
	"cmp"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Preview says what a request would do.
type Preview struct {
	Order       Request // with its moment and its rate
	Count       int     // deliveries that would be sent again
	More        bool    // there are more than one run may send
	LeftOut     map[Reason]int
	LeftOutMore bool // at least one number of LeftOut is higher than it says
	ByStatus    map[models.Status]int
	ByCause     []CauseCount
	ByCallback  []CallbackCount
}

// Seconds estimates how long the run would take.
func (p Preview) Seconds() int { return p.Order.Seconds(p.Count) }

// Before is how many of them the receiver has answered 2xx before.
func (p Preview) Before() int { return p.ByStatus[models.Delivered] }

// CauseCount is a number of deliveries whose last attempt failed for one
// cause; "" for those without one.
type CauseCount struct {
	Cause models.Cause `json:"cause"`
	Count int          `json:"count"`
}

// CallbackCount is a number of deliveries to one callback, as it is now.
type CallbackCount struct {
	Callback models.Callback
	Count    int
}

// Resending says who sent a delivery again together with many others.
type Resending struct {
	RunID     models.ID
	ActorName string
	At        models.Millis
}

// Progress is how far a run has come, and what came of it.
type Progress struct {
	Left      int            `json:"left"` // still to be worked
	Resent    int            `json:"resent"`
	Skipped   map[Reason]int `json:"skipped,omitempty"`
	Delivered int            `json:"delivered"`
	Failed    int            `json:"failed"`
	Waiting   int            `json:"waiting"` // resent, and not settled yet
	NotSent   int            `json:"not_sent"`
	Cancelled int            `json:"cancelled"`
	Replaced  int            `json:"replaced"` // sent again by somebody before they were settled
	Removed   int            `json:"removed"`  // no longer in the log
	FailedBy  []CauseCount   `json:"failed_by,omitempty"`
}

// SkippedInAll counts what was skipped for any reason.
func (p Progress) SkippedInAll() int {
	n := 0
	for _, count := range p.Skipped {
		n += count
	}
	return n
}

// Settled says that nothing of it can change any more, unless the run goes on.
func (p Progress) Settled() bool { return p.Waiting == 0 }

// Group is a number of members of a run that are alike.
type Group struct {
	State   State
	Reason  Reason
	Outcome models.Status
	Cause   models.Cause  // of Outcome
	Status  models.Status // of the delivery; zero when it is gone
	Failed  models.Cause  // of the delivery
	Count   int
}

// Add counts a group in.
func (p *Progress) Add(g Group) {
	switch g.State {
	case Left:
		p.Left += g.Count
	case Skipped:
		if p.Skipped == nil {
			p.Skipped = map[Reason]int{}
		}
		p.Skipped[g.Reason] += g.Count
	case Resent:
		p.Resent += g.Count
		p.settle(g)
	}
}

// settle counts what came of members that were resent: what is noted, or what
// their deliveries say now.
func (p *Progress) settle(g Group) {
	status, cause := g.Status, g.Failed
	switch {
	case g.Outcome != 0 && !g.Outcome.Final():
		p.Replaced += g.Count
		return
	case g.Outcome != 0:
		status, cause = g.Outcome, g.Cause
	}
	switch status {
	case 0:
		p.Removed += g.Count
	case models.Delivered:
		p.Delivered += g.Count
	case models.Failed:
		p.Failed += g.Count
		p.FailedBy = counted(p.FailedBy, CauseCount{cause, g.Count})
	case models.NotSent:
		p.NotSent += g.Count
	case models.Cancelled:
		p.Cancelled += g.Count
	case models.Queued, models.Sending, models.Retrying:
		p.Waiting += g.Count
	}
}

// counted adds a number to that of its cause.
func counted(counts []CauseCount, more CauseCount) []CauseCount {
	for i, count := range counts {
		if count.Cause == more.Cause {
			counts[i].Count += more.Count
			return counts
		}
	}
	return append(counts, more)
}

// Note counts one delivery that the request would send again.
func (p *Preview) Note(m deliverylog.Match) {
	p.Count++
	if p.ByStatus == nil {
		p.ByStatus = map[models.Status]int{}
	}
	p.ByStatus[m.Status]++
	p.ByCause = counted(p.ByCause, CauseCount{m.Cause, 1})
}

// Sort brings the parts into the order in which they are shown: the largest
// first.
func (p *Preview) Sort() {
	sortCauses(p.ByCause)
	slices.SortStableFunc(p.ByCallback, func(a, b CallbackCount) int { return cmp.Compare(b.Count, a.Count) })
}

// Sort brings the causes into the order in which they are shown.
func (p *Progress) Sort() { sortCauses(p.FailedBy) }

func sortCauses(counts []CauseCount) {
	slices.SortFunc(counts, func(a, b CauseCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Cause, b.Cause))
	})
}
