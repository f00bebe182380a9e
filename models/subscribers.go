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

// Replacements returns the callbacks of a location that at t take the place of c,
// a callback of the whole company, each for the events that it asks for.
func (a Subscribers) Replacements(c Callback, location ID, t Millis) []Callback {
	var there []Callback
	for _, other := range a.replacements[c.ID] {
		if location != 0 && other.LocationID == location && c.LocationID == 0 && other.DeletedAt == 0 && other.ActiveAt(t) {
			there = append(there, other)
		}
	}
	return there
}
