package views

import (
	"callboard/models"
	"callboard/models/deliverylog"
)

// OverviewPage is what the overview shows.
type OverviewPage struct {
	Activity
	Lead        []string          // companies and locations, as far as they are known
	NoCompanies bool              // the first thing to add
	NoCallbacks bool              // nothing can be sent yet
	MayAdd      bool              // a company
	Untried     []models.Callback // wait for their verification
	Repeated    []models.RepeatedRecord
}

// repeatedMost is how many records the overview names.
const repeatedMost = 3

// untriedMost is how many callbacks the overview names.
const untriedMost = 5

// recordLog is the log of what the events of a record led to.
func recordLog(r models.RepeatedRecord) string {
	return DeliveriesURL(deliverylog.Filter{Q: r.Newest.RecordID})
}
