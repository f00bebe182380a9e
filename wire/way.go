package wire

import (
	"strconv"

	"callboard/models"
)

// wayHeaders returns the headers that say when a request's event happened, in which
// order events were accepted, and along which way it came. Time and order of a batch
// are those of its last event. It has come as far as the one of its events that came
// farthest, and belongs to a trace when all of them do.
func wayHeaders(a Attempt) []Header {
	last, hops, trace := a.Event, a.Event.Hops, a.Event.TraceParent
	for _, e := range a.Batch {
		last, hops = e, max(hops, e.Hops)
		if e.TraceParent != trace {
			trace = ""
		}
	}
	list := []Header{
		{Name: "webhook-event-time", Value: strconv.FormatInt(int64(happened(last)), 10)},
		{Name: "webhook-sequence", Value: strconv.FormatInt(int64(a.Sequence), 10)},
		{Name: models.HopsHeader, Value: strconv.Itoa(hops + 1)},
	}
	if trace != "" {
		list = append(list, Header{Name: models.TraceParentHeader, Value: trace})
	}
	return list
}
