package delivery

import (
	"slices"
	"time"

	"callboard/models"
)

// remembered is how long after its end a callback still gets a row for what
// it missed.
const remembered = models.Millis(7 * 24 * time.Hour / time.Millisecond)

// Verdict says what becomes of an event for one callback.
type Verdict struct {
	Concerns bool          // false: the event is none of its business, no row
	Hold     models.Hold   // not "": wait, because of this
	Reason   models.Reason // not "": do not send, because of this
	Detail   string        // of Reason, in words
}

// Sends says that the event goes to the callback, now or when it is let go.
func (v Verdict) Sends() bool { return v.Concerns && v.Reason == "" }

// Judge decides what becomes of an event for a callback of its company. The
// moment of acceptance alone decides about dates.
func Judge(c models.Callback, e models.Event, a models.Audience) Verdict {
	if !concerns(c, e) || c.Ended(e.AcceptedAt-remembered) {
		return Verdict{}
	}
	reason, detail := stops(c, e, a)
	v := Verdict{Concerns: true, Reason: reason, Detail: detail}
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
	case e.OnlyTo != 0 && e.OnlyTo != c.ID:
		return false
	case c.Settings.ProductID != "" && product.Value(e.Data) != c.Settings.ProductID:
		return false
	}
	return slices.ContainsFunc(c.Types, func(t models.CallbackType) bool {
		return models.MatchesType(t.Type, e.Type) && (t.FilterValue == "" || t.FilterValue == e.FilterValue)
	})
}

// product is where a record holds the product that a postback can be
// narrowed down to.
var product = models.Filter{Path: []string{"product_transaction_id"}}

// stops returns the first rule that keeps an event from a callback. The order
// is the one in which people are told why nothing arrived.
func stops(c models.Callback, e models.Event, a models.Audience) (models.Reason, string) {
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
