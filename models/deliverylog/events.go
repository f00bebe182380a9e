package deliverylog

import (
	"time"

	"callboard/models"
)

// Events asks for the events of one company, newest first.
type Events struct {
	Company  models.ID
	Location models.ID // zero: of all
	Types    []string  // exact names; none: of all
	Test     string    // "yes", "no", or "" for both
	From, To time.Time // accepted from then on, and before then; zero: open
	After    models.ID // keyset: older than this one
	Limit    int
}
