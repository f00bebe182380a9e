package delivery

import (
	"context"
	"slices"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// remembered is how long after its end a callback still gets a row for what
// it missed.
const remembered = models.Millis(7 * 24 * time.Hour / time.Millisecond)

// Decision says what becomes of an event for one callback.
type Decision struct {
	Concerns bool          // false: the event is none of its business, no row
	Hold     models.Hold   // not "": wait, because of this
	Reason   models.Reason // not "": do not send, because of this
	Detail   string        // of Reason, in words
}

// Sends says that the event goes to the callback, now or when it is let go.
func (v Decision) Sends() bool { return v.Concerns && v.Reason == "" }

// Match decides what becomes of an event for a callback of its company. The
// moment of acceptance alone decides about dates.
func Match(c models.Callback, e models.Event, a models.Subscribers) Decision {
	if !concerns(c, e) || c.Ended(e.AcceptedAt-remembered) {
		return Decision{}
	}
	reason, detail := stops(c, e, a)
	v := Decision{Concerns: true, Reason: reason, Detail: detail}
	switch {
	case reason != "":
	case c.Paused():
		v.Hold = models.HeldPaused
	case c.Unverified():
		v.Hold = models.HeldUnverified
	}
	return v
}

// concerns says whether a callback asks for an event: its type, list or
// campaign, and location. What is of no concern leaves no row.
func concerns(c models.Callback, e models.Event) bool {
	switch {
	case c.CompanyID != e.CompanyID || c.DeletedAt != 0:
		return false
	case c.LocationID != 0 && c.LocationID != e.LocationID:
		return false
	case c.SourceID != 0 && c.SourceID != e.SourceID:
		return false
	case e.OnlyTo != 0 && e.OnlyTo != c.ID:
		return false
	case otherProduct(c, e):
		return false
	case e.Action == "" && !c.Sends(""): // a type like contact.merged, which a company has added
		return false
	}
	return slices.ContainsFunc(c.Types, func(t models.CallbackType) bool {
		return models.MatchesType(t.Type, e.Type) && (t.FilterValue == "" || t.FilterValue == e.FilterValue)
	})
}

// Explain says for every callback of a company what an event is to it, by
// today's settings: what sends it, what keeps it back, and why it is none of
// the business of the others.
func (e *Engine) Explain(ctx context.Context, event models.Event) ([]deliverylog.Decision, error) {
	a, err := e.audience(ctx, map[models.ID]models.Subscribers{}, event.CompanyID)
	if err != nil {
		return nil, err
	}
	verdicts := make([]deliverylog.Decision, len(a.Callbacks))
	for i, c := range a.Callbacks {
		verdicts[i] = deliverylog.Decision{Callback: c, Text: considered(c, event, a), Asks: Match(c, event, a).Concerns}
	}
	return verdicts, nil
}

// considered puts into words what an event is to a callback.
func considered(c models.Callback, event models.Event, a models.Subscribers) string {
	v := Match(c, event, a)
	switch {
	case c.CreatedAt > event.AcceptedAt:
		return "it was added after the event"
	case v.Reason != "":
		return v.Reason.Words(v.Detail)
	case v.Hold != "":
		return v.Hold.Words()
	case v.Concerns:
		return "it asks for the event"
	case c.LocationID != 0 && event.LocationID == 0:
		return "it belongs to a location, the event to the company"
	case c.LocationID != 0 && c.LocationID != event.LocationID:
		return "it belongs to another location"
	case !slices.ContainsFunc(c.Types, func(t models.CallbackType) bool { return models.MatchesType(t.Type, event.Type) }):
		return "it asks for other event types"
	case event.Action == "" && !c.Sends(""):
		return "it asks for changes of records, and the event is none"
	case c.SourceID != 0 && c.SourceID != event.SourceID:
		return "it belongs to another database or collection"
	case c.Ended(event.AcceptedAt):
		return models.AfterEnd.Words(models.DateWords(c.EndAt))
	case otherProduct(c, event):
		return "it asks for another product"
	}
	return "it asks for another list or campaign"
}

// product is where a record holds the product that a postback can be
// narrowed down to.
var product = models.Filter{Path: []string{"product_transaction_id"}}

// otherProduct says that a callback asks for one product, and the event is of
// another. An id is a number in hex: in either case, with the dashes of a UUID
// or without, it is the same.
func otherProduct(c models.Callback, e models.Event) bool {
	digits := func(id string) string { return strings.ReplaceAll(id, "-", "") }
	return c.Settings.ProductID != "" && !strings.EqualFold(digits(product.Value(e.Data)), digits(c.Settings.ProductID))
}

// stops returns the first rule that keeps an event from a callback. The order
// is the one in which people are told why nothing arrived.
func stops(c models.Callback, e models.Event, a models.Subscribers) (models.Reason, string) {
	standIn, replaced := a.StandIn(c, e.LocationID, e.AcceptedAt)
	switch {
	case !a.Company.Active:
		return models.CompanyInactive, ""
	case e.LocationID != 0 && !a.Locations[e.LocationID].Active:
		return models.LocationInactive, ""
	case e.OnlyTo == 0 && !c.Settings.Coverage.Covers(e.LocationID):
		return models.OptedOut, "the callback does not cover it"
	case e.OnlyTo == 0 && replaced:
		return models.OptedOut, "‘" + standIn.Title() + "’ takes its place"
	case e.AcceptedAt < c.StartAt:
		return models.BeforeStart, models.DateWords(c.StartAt)
	case c.Ended(e.AcceptedAt):
		return models.AfterEnd, models.DateWords(c.EndAt)
	case !c.IsActive:
		return models.Inactive, ""
	case !c.Sends(e.Action):
		return models.ActionMismatch, models.ActionWords(c.Settings.Actions)
	}
	return "", ""
}
