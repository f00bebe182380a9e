package views

import (
	"callboard/models"
)

// CallbackPage is the form of a callback, new or not, with all that stands
// around it.
type CallbackPage struct {
	Title       string
	Company     models.Company
	Location    models.Location    // zero: the company as a whole
	DatabaseRef models.DatabaseRef // of a database callback
	Callback    models.Callback    // zero when it is a new one
	Form        CallbackForm
	Copied      string // id of the callback that the form was filled in from
	Problems    models.Problems
	Overlap     *Overlap // nil: the dates are free
	// What came of trying the URL of the form, or why it could not be tried.
	Tried        *models.Attempt
	CheckProblem string

	Clash   bool         // somebody changed the callback meanwhile
	Changes []Difference // of what is stored and what was typed, then
	Samples []Sample
	// What can be covered and replaced: a company's locations, or the
	// callbacks of a location's company.
	Locations []models.LocationRow
	Wide      []models.Callback
}
