package views

import (
	"slices"
	"strings"
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
	case !c.IsActive:
		return CallbackState{"Not active", "cancelled", "cancelled"}
	case c.StartAt > at:
		return CallbackState{"Starts " + callbackDay(c.StartAt), "queued", "queued"}
	case c.EndAt != 0:
		return CallbackState{"Active, ends " + callbackDay(c.EndAt), "delivered", "delivered"}
	}
	return CallbackState{"Active", "delivered", "delivered"}
}

// callbackDay writes a moment for people, in UTC: "1 Jan 2027", with the time of
// day unless it is midnight.
func callbackDay(m models.Millis) string {
	t := m.Time()
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006 15:04")
}

// RangeWords writes the active dates: "1 Jan 2026 – no end".
func RangeWords(c models.Callback) string {
	if !c.Kind.Traits().Dated && c.EndAt == 0 {
		return "no dates"
	}
	if c.EndAt == 0 {
		return callbackDay(c.StartAt) + " – no end"
	}
	return callbackDay(c.StartAt) + " – " + callbackDay(c.EndAt)
}

// sinceWords ends a sentence about a range: "from 1 Jan 2026 with no end".
func sinceWords(c models.Callback) string {
	if c.EndAt == 0 {
		return "from " + callbackDay(c.StartAt) + " with no end"
	}
	return "from " + callbackDay(c.StartAt) + " to " + callbackDay(c.EndAt)
}

// TriggerWords says what starts a callback: "contact created, updated", or
// "subscription_added, list l1234".
func TriggerWords(c models.Callback) string {
	trigger := c.Trigger()
	if c.Kind != models.KindPostback {
		if trigger.FilterValue == "" {
			return trigger.Type
		}
		return trigger.Type + " (" + trigger.FilterValue + ")"
	}
	var done []string
	for _, one := range []struct {
		action models.Action
		word   string
	}{{models.Create, "created"}, {models.Update, "updated"}, {models.Delete, "deleted"}} {
		if c.Sends(one.action) {
			done = append(done, one.word)
		}
	}
	return resourceWords(strings.TrimSuffix(trigger.Type, ".*")) + " " + strings.Join(done, ", ")
}

// Resources are the records that a postback can follow, with their names.
var resources = []Choice{
	{Value: "contact", Label: "Contact"},
	{Value: "transaction", Label: "Transaction"},
	{Value: "transactionbatch", Label: "Transaction batch"},
	{Value: "accountvault", Label: "Account vault"},
}

// resourceWords writes a record within a sentence: "transaction batch".
func resourceWords(name string) string { return strings.ToLower(resourceLabel(name)) }

// resourceLabel writes a record as a choice: "Transaction batch".
func resourceLabel(name string) string {
	i := slices.IndexFunc(resources, func(o Choice) bool { return o.Value == name })
	if i < 0 {
		return name
	}
	return resources[i].Label
}
