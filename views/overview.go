package views

import (
	"callboard/models"
)

// OverviewPage is what the overview shows.
type OverviewPage struct {
	Activity
	Lead        []string          // companies and locations, as far as they are known
	NoCompanies bool              // the first thing to add
	NoCallbacks bool              // nothing can be sent yet
	MayAdd      bool              // a company
	Untried     []models.Callback // wait for their verification
}

// untriedMost is how many callbacks the overview names.
const untriedMost = 5
