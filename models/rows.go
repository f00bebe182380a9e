package models

// The rows below are what lists show: a record with the names and numbers
// that belong to it. They live here, so that pages can take them without
// knowing the store.

// CompanyRow is a company as lists show it.
type CompanyRow struct {
	Company
	Locations, Callbacks, FailedToday int
}

// LocationRow is a location as lists show it.
type LocationRow struct {
	Location
	CompanyName, CompanyPublicID string
	Postbacks, FailedToday       int
	LastDelivery                 Millis
}

// DeliveryRow is a delivery as the log shows it.
type DeliveryRow struct {
	Delivery
	EventPublicID                string
	CallbackName                 string // also of deleted ones
	CallbackPublicID             string
	CompanyName, CompanyPublicID string
	LocationName                 string
	LocationPublicID             string
}

// DeliveryPage is one page of the log, newest first.
type DeliveryPage struct {
	Rows         []DeliveryRow
	Older, Newer ID // cursors for After and Before; zero: no such page
}

// Counts are numbers of deliveries by status, each exact to 1,000; More says
// that at least one of them, or the sum, lies above.
type Counts struct {
	ByStatus map[Status]int
	Total    int
	More     bool
}

// Summary is what the overview and the pages of a company, location or
// callback say about the last 24 hours, tests left out.
type Summary struct {
	Delivered, Failed, NotSent int
	Waiting, Retrying          int
	OldestDue                  Millis // of what waits and is not held; zero: nothing
	LastDelivered              Millis
}

// Settle notes how many deliveries were settled with a status.
func (s *Summary) Settle(as Status, count int) {
	switch as {
	case Delivered:
		s.Delivered = count
	case Failed:
		s.Failed = count
	case NotSent:
		s.NotSent = count
	}
}

// CountLimit is how far deliveries are counted exactly.
const CountLimit = 1000
