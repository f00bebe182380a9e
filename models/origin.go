package models

import "fmt"

// Origin says by whom an event was published, and along which way.
type Origin struct {
	Source      string // who published it: "key Name", "user@example.org", …
	KeyID       ID     // the API key that published it; zero for none
	Hops        int    // how many requests of Callboard led to it, one after the other
	TraceParent string // of the call that published it (W3C Trace Context); "" for none
}

// Mark notes the origin on an event.
func (o Origin) Mark(e *Event) {
	e.Source, e.KeyID, e.Hops, e.TraceParent = o.Source, o.KeyID, o.Hops, o.TraceParent
}

// HopsHeader is the header that says how many requests of Callboard led to a
// request, one after the other, itself included.
const HopsHeader = "X-Callboard-Hops"

// TraceParentHeader is the header that names a trace (W3C Trace Context).
const TraceParentHeader = "traceparent"

// MaxHops is how many requests of Callboard may lead to an event. A receiver that
// publishes what it is sent would go on for ever.
const MaxHops = 5

// LoopError says that what a call publishes goes round in a circle.
type LoopError struct{ Hops int }

func (e LoopError) Error() string {
	return fmt.Sprintf("%d requests of Callboard led to this one, one after the other (%s), and at most %d may: "+
		"a receiver publishes what it is sent", e.Hops, HopsHeader, MaxHops)
}
