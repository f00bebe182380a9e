package models

// EventConflict is an event whose id is taken by one that says something else.
type EventConflict struct {
	PublicID string
	Stored   Owner    // of the event that has the id
	Paths    []string // in what the two differ: see Differences
}

// ConflictOf tells in what an event differs from the one that has its id.
func ConflictOf(stored, e Event) EventConflict {
	paths := stored.Differences(e)
	if len(paths) == 0 {
		paths = []string{"occurred_at"} // one has a date, the other was given the same one
	}
	return EventConflict{e.PublicID, Owner{CompanyID: stored.CompanyID, LocationID: stored.LocationID}, paths}
}

// EventConflicts are why events were not stored.
type EventConflicts []EventConflict

func (c EventConflicts) Error() string { return "an id of an event is taken" }

// Err returns c as an error, nil when there is none.
func (c EventConflicts) Err() error {
	if len(c) == 0 {
		return nil
	}
	return c
}
