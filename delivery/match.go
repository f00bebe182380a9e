package delivery

import (
	"context"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Decision is what becomes of an event for one callback.
type Decision struct {
	Concerns bool          // false: the callback does not ask for the event, and gets no delivery
	Hold     models.Hold   // not "": the delivery waits for this reason
	Reason   models.Reason // not "": the delivery is not sent for this reason
	Detail   string        // of Reason, in words
}

// Sends says that the event is sent to the callback, now or once it is no longer
// held.
func (d Decision) Sends() bool { return d.Concerns && d.Reason == "" }

// Match decides what becomes of an event for a callback of its company. Dates
// are compared with the time at which the event was accepted.
func Match(c models.Callback, e models.Event, subscribers models.Subscribers) Decision {
	if !concerns(c, e) || c.Ended(e.AcceptedAt-models.LoggedAfterEnd) {
		return Decision{}
	}
	reason, detail := notSentReason(c, e, subscribers)
	decision := Decision{Concerns: true, Reason: reason, Detail: detail}
	switch {
	case reason != "":
	case c.Paused():
		decision.Hold = models.HeldPaused
	case c.Unverified():
		decision.Hold = models.HeldUnverified
	}
	return decision
}

// concerns says whether a callback asks for an event: for its type, its list or
// campaign, and its location. If not, the callback gets no delivery of it.
func concerns(c models.Callback, e models.Event) bool {
	switch {
	case c.CompanyID != e.CompanyID || c.DeletedAt != 0:
		return false
	case c.LocationID != 0 && c.LocationID != e.LocationID:
		return false
	case c.DatabaseRefID != 0 && c.DatabaseRefID != e.DatabaseRefID:
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

// Explain says for every callback of a company whether it would get an event
// with today's settings, and why or why not.
func (e *Engine) Explain(ctx context.Context, event models.Event) ([]deliverylog.Decision, error) {
	subscribers, err := e.subscribers(ctx, map[models.ID]models.Subscribers{}, event.CompanyID)
	if err != nil {
		return nil, err
	}
	decisions := make([]deliverylog.Decision, len(subscribers.Callbacks))
	for i, c := range subscribers.Callbacks {
		decisions[i] = deliverylog.Decision{Callback: c, Text: explain(c, event, subscribers), Asks: Match(c, event, subscribers).Concerns}
	}
	return decisions, nil
}

// explain says in words whether a callback would get an event, and why or why
// not.
func explain(c models.Callback, event models.Event, subscribers models.Subscribers) string {
	decision := Match(c, event, subscribers)
	switch {
	case c.CreatedAt > event.AcceptedAt:
		return "it was added after the event"
	case decision.Reason != "":
		return decision.Reason.Words(decision.Detail)
	case decision.Hold != "":
		return decision.Hold.Words()
	case decision.Concerns:
		return "it asks for the event"
	case c.LocationID != 0 && event.LocationID == 0:
		return "it belongs to a location, the event to the company"
	case c.LocationID != 0 && c.LocationID != event.LocationID:
		return "it belongs to another location"
	case !slices.ContainsFunc(c.Types, func(t models.CallbackType) bool { return models.MatchesType(t.Type, event.Type) }):
		return "it asks for other event types"
	case event.Action == "" && !c.Sends(""):
		return "it asks for changes of records, and the event is none"
	case c.DatabaseRefID != 0 && c.DatabaseRefID != event.DatabaseRefID:
		return "it belongs to another database or collection"
	case c.Ended(event.AcceptedAt):
		return models.AfterEnd.Words(models.DateWords(c.EndAt))
	case otherProduct(c, event):
		return "it asks for another product"
	}
	return "it asks for another list or campaign"
}

// product is where a record holds the id of its product, to which a postback can
// be restricted.
var product = models.Filter{Path: []string{"product_transaction_id"}}

// otherProduct says that a callback is restricted to one product and the event
// is about another. An id is a number in hex: letters in either case, and the
// dashes of a UUID, make no difference.
func otherProduct(c models.Callback, e models.Event) bool {
	digits := func(id string) string { return strings.ReplaceAll(id, "-", "") }
	return c.Settings.ProductID != "" && !strings.EqualFold(digits(product.Value(e.Data)), digits(c.Settings.ProductID))
}

// replacementOf returns the callback that gets an event in the place of c: one of
// the event's location that asks for it. One that asks for other types replaces
// nothing of them.
func replacementOf(c models.Callback, e models.Event, subscribers models.Subscribers) (models.Callback, bool) {
	there := subscribers.Replacements(c, e.LocationID, e.AcceptedAt)
	i := slices.IndexFunc(there, func(other models.Callback) bool { return concerns(other, e) })
	if i < 0 {
		return models.Callback{}, false
	}
	return there[i], true
}

// notSentReason returns why an event is not sent to a callback that asks for it,
// "" when it is. The order of the rules is the one in which people are told why
// nothing arrived.
func notSentReason(c models.Callback, e models.Event, subscribers models.Subscribers) (reason models.Reason, detail string) {
	replacement, replaced := replacementOf(c, e, subscribers)
	switch {
	case !subscribers.Company.Active:
		return models.CompanyInactive, ""
	case e.LocationID != 0 && !subscribers.Locations[e.LocationID].Active:
		return models.LocationInactive, ""
	case e.OnlyTo == 0 && !c.Settings.Coverage.Covers(e.LocationID):
		return models.OptedOut, "the callback does not cover it"
	case e.OnlyTo == 0 && replaced:
		return models.OptedOut, "‘" + replacement.Title() + "’ takes its place"
	case e.OnlyTo == 0 && c.ExceptedKey(e) != "":
		return models.OptedOut, "it is not for what the key ‘" + c.ExceptedKey(e) + "’ does"
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
