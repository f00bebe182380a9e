package views

import (
	"time"

	"callboard/models"
)

// CallbackSummary is the page of one callback.
type CallbackSummary struct {
	Company     models.Company
	Location    models.Location    // zero: the company as a whole
	DatabaseRef models.DatabaseRef // of a database callback
	Callback    models.Callback
	Replaced    string // name of the company's callback whose place it takes
	Held        int    // deliveries that are held back
	Activity    Activity
	Now         time.Time

	MayTest, MayWrite, MayPause, MayEnd bool
}
