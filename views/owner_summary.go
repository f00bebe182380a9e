package views

import (
	"callboard/models"
)

// OwnerSummary is the summary of a company, or of one of its locations.
type OwnerSummary struct {
	Company   models.Company
	Location  models.Location // zero: the page of the company
	Activity  Activity
	Callbacks *CallbackList // nil: could not be read
	MayTest   bool
}
