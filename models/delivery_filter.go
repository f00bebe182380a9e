package models

import "time"

// DeliveryFilter says which deliveries a list shows. Links, chips, paging and
// counts are all built from it, so that they cannot drift apart. The zero
// filter shows everything of the last 30 days.
type DeliveryFilter struct {
	Company, Location, Callback string // public ids
	Event                       string // public id
	Status                      []Status
	Types                       []string
	Causes                      []Cause
	Code                        string // "404", or a class: "5xx"
	Host                        string
	Test                        string // "yes", "no", or "" for both
	Slow                        int    // milliseconds the last attempt took at least
	MinAttempts                 int
	Range                       string    // "1h", "24h", "7d", "30d"; "" means 30d, or From and To
	From, To                    time.Time // zero: open
	Q                           string    // an exact ID (delivery, event, record), or a host
	After, Before               ID        // keyset: older than After, newer than Before
}
