package views

import (
	"time"

	"callboard/models"
)

// CallbackState says in words where a callback stands: "Active", "Paused,
// 118 held", "Ends 31 Jan 2027", "Ended 1 Nov 2026", "Starts 1 Feb 2027".
type CallbackState struct {
	Text string
	Tone string // class of the status: "delivered", "queued", "retrying", "cancelled"
	Icon string
}

// StateOf returns the state of a callback at now. held are the deliveries
// that are held back.
func StateOf(c models.Callback, held int, now time.Time) CallbackState {
	at := models.At(now)
	switch {
	case c.Ended(at):
		return CallbackState{"Ended " + callbackDay(c.EndAt), "cancelled", "cancelled"}
	case c.Paused() && held > 0:
		return CallbackState{"Paused, " + Number(held) + " held", "retrying", "pause"}
	case c.Paused():
		return CallbackState{"Paused", "retrying", "pause"}
	case c.Unverified() && held > 0:
		return CallbackState{"Not verified, " + Number(held) + " held", "retrying", "warning"}
	case c.Unverified():
		return CallbackState{"Not verified", "retrying", "warning"}
	case !c.IsActive:
		return CallbackState{"Not active", "cancelled", "cancelled"}
	case c.StartAt > at:
		return CallbackState{"Starts " + callbackDay(c.StartAt), "queued", "queued"}
	case c.EndAt != 0:
		return CallbackState{"Active, ends " + callbackDay(c.EndAt), "delivered", "delivered"}
	}
	return CallbackState{"Active", "delivered", "delivered"}
}

// under is the state of a callback of these owners: while one of them is
// inactive, none is active, whatever is said of the callback itself.
func (s CallbackState) under(c models.Company, l models.Location) CallbackState {
	if kind, _ := inactiveOwner(c, l); kind != "" && s.Tone == "delivered" {
		return CallbackState{kind + " inactive", "cancelled", "cancelled"}
	}
	return s
}
