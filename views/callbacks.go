package views

import (
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// CallbackList is what the callbacks of a company, or the Postback config of
// a location, show.
type CallbackList struct {
	Company     models.Company
	Location    models.Location    // zero: the list of the company
	DatabaseRef models.DatabaseRef // of a database or collection
	Rows        []CallbackRow
	MayAdd      bool
	Now         time.Time
}

// CallbackRow is a callback as lists show it.
type CallbackRow struct {
	models.Callback
	Owner string // its location, database or collection; "" for the company as a whole
	Held  int    // deliveries that are held back
	Day   deliverylog.Summary
}
