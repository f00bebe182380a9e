package models

import "time"

// LoggedAfterEnd is how long after its end a callback still gets a delivery,
// marked as not sent, of each event that it missed.
const LoggedAfterEnd = Millis(7 * 24 * time.Hour / time.Millisecond)

// Subscribers is everybody of a company whom an event may concern.
type Subscribers struct {
	Company      Company
	Locations    map[ID]Location // of the company
	Callbacks    []Callback
	replacements map[ID][]Callback // by the callback that they replace
}

// WithReplacements returns a with the callbacks that stand in for others at hand, so
// that they need not be looked for with every event.
func (a Subscribers) WithReplacements() Subscribers {
	a.replacements = map[ID][]Callback{}
	for _, c := range a.Callbacks {
		if c.Settings.Replaces != 0 {
			a.replacements[c.Settings.Replaces] = append(a.replacements[c.Settings.Replaces], c)
		}
	}
	return a
}

// Replacement returns the callback of a location that at t takes the place of c,
// a callback of the whole company.
func (a Subscribers) Replacement(c Callback, location ID, t Millis) (Callback, bool) {
	for _, other := range a.replacements[c.ID] {
		if location != 0 && other.LocationID == location && c.LocationID == 0 && other.DeletedAt == 0 && other.ActiveAt(t) {
			return other, true
		}
	}
	return Callback{}, false
}
