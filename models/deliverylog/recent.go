package deliverylog

import "callboard/models"

// RecentMost is how many events somebody can look back on.
const RecentMost = 50

// Recent asks for the newest events that are no tests.
type Recent struct {
	Company       models.ID             // zero: of all, as far as the newest of the log go back
	Location      models.ID             // zero: of all
	DatabaseRefID models.ID             // zero: of all
	Types         []models.CallbackType // exact names, each with its list or campaign id, "" for all
	Limit         int                   // at most RecentMost
}
