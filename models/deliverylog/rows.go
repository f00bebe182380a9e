package deliverylog

import "callboard/models"

// Row is a delivery as the log shows it.
type Row struct {
	models.Delivery
	EventPublicID                string
	CallbackName                 string // also of deleted ones
	CallbackPublicID             string
	CallbackKind                 models.Kind
	CompanyName, CompanyPublicID string
	LocationName                 string
	LocationPublicID             string
	Source                       models.DatabaseRef // of a database callback
	BatchSize                    int                // of its batch; zero for a single delivery
}

// Match is a delivery that a filter shows, with what is needed to send it
// again.
type Match struct {
	ID, CallbackID, CompanyID, LocationID models.ID
	Status                                models.Status
	Cause                                 models.Cause
	Resent                                int
}

// Decision is what an event was, or would be today, to one callback of its
// company.
type Decision struct {
	Callback models.Callback
	Text     string // in a few words: "it asks for other event types"
	Asks     bool   // it asks for such events, whatever may keep them from it
	Row      *Row   // the delivery; nil when there is none
}

// Page is one page of the log, newest first.
type Page struct {
	Rows         []Row
	Older, Newer models.ID // cursors for After and Before; zero: no such page
}

// Counts are numbers of deliveries by status, each exact to 1,000; More says
// that at least one of them, or the sum, lies above.
type Counts struct {
	ByStatus map[models.Status]int
	Total    int
	More     bool
}

// Summary is what the overview and the pages of a company, location or
// callback say about the last 24 hours, tests left out.
type Summary struct {
	Delivered, Failed, NotSent int
	Waiting, Retrying          int
	OldestDue                  models.Millis // of what waits and is not held; zero: nothing
	LastDelivered              models.Millis
}

// Settle notes how many deliveries were settled with a status.
func (s *Summary) Settle(as models.Status, count int) {
	switch as {
	case models.Delivered:
		s.Delivered = count
	case models.Failed:
		s.Failed = count
	case models.NotSent:
		s.NotSent = count
	}
}

// CountLimit is how far deliveries are counted exactly.
const CountLimit = 1000
