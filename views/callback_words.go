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

// inactiveOwner names the owner that keeps callbacks from sending; kind is ""
// when none does.
func inactiveOwner(c models.Company, l models.Location) (kind, name string) {
	switch {
	case !c.Active:
		return "Company", c.Name
	case l.ID != 0 && !l.Active:
		return "Location", l.Name
	}
	return "", ""
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
	if c.StartAt == 0 && c.EndAt == 0 {
		return "no dates"
	}
	if c.StartAt == 0 {
		return "until " + callbackDay(c.EndAt)
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
	switch {
	case c.Kind.Traits().Patterns:
		return typesWords(c.Types)
	case c.Kind.Traits().Batched:
		return batchedWords(c)
	}
	if !c.Kind.Traits().Records {
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

// typesWords names event types and patterns, the first of many.
func typesWords(types []models.CallbackType) string {
	const most = 3
	var names []string
	for _, t := range types[:min(len(types), most)] {
		name := t.Type
		if name == "*" {
			name = "all events"
		}
		names = append(names, name)
	}
	text := strings.Join(names, ", ")
	if more := len(types) - most; more > 0 {
		text += " and " + Number(more) + " more"
	}
	return text
}

// formerWords says how long the former signing secret is still in use.
func formerWords(c models.Callback) string {
	if c.FormerUntil == 0 {
		return ""
	}
	return "The one before it signs too until " + Moment(c.FormerUntil) + " UTC."
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
	if models.InDatabase(name) {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	i := slices.IndexFunc(resources, func(o Choice) bool { return o.Value == name })
	if i < 0 {
		return name
	}
	return resources[i].Label
}

// Overlap is a clash of dates as the form shows it: the typed callback, the
// one in its way, and what can be done about it in one submit.
type Overlap struct {
	EventType   string
	This, Other models.Callback
	Now         time.Time
}

// The ways out of an overlap, as the form's buttons name them.
const (
	FixEnd    = "end"    // end the other one when this one starts
	FixAfter  = "after"  // start this one when the other ends
	FixBefore = "before" // end this one when the other starts
)

// Text says what is wrong with the dates.
func (o Overlap) Text() string {
	return "These dates overlap ‘" + o.Other.Title() + "’, which is active " + sinceWords(o.Other)
}

// fixes lists the buttons that resolve the clash.
func (o Overlap) fixes() []Choice {
	var ways []Choice
	name := "‘" + o.Other.Title() + "’"
	if o.Other.StartAt < o.This.StartAt {
		ways = append(ways, Choice{Value: FixEnd, Label: "End " + name + " on " + callbackDay(o.This.StartAt)})
	}
	if o.This.StartAt < o.Other.StartAt && models.At(o.Now) < o.Other.StartAt {
		ways = append(ways, Choice{Value: FixBefore, Label: "End this one on " + callbackDay(o.Other.StartAt)})
	}
	if o.Other.EndAt != 0 && (o.This.EndAt == 0 || o.Other.EndAt < o.This.EndAt) {
		ways = append(ways, Choice{Value: FixAfter, Label: "Start this one on " + callbackDay(o.Other.EndAt)})
	}
	return ways
}

// laneWidth is the width of a lane in the units of its drawing.
const laneWidth = 480

// lane is one bar of the small timeline.
type lane struct {
	Name, Dates string
	Class       string // "new", "old" or "hit"
	X, Width    int
}

// timeline is the part of time that the lanes show.
type timeline struct{ from, to models.Millis }

// timeline covers both ranges and the present; open ends run on a third.
func (o Overlap) timeline() timeline {
	now := models.At(o.Now)
	from := min(o.This.StartAt, o.Other.StartAt, now)
	to := max(o.This.StartAt, o.Other.StartAt, o.This.EndAt, o.Other.EndAt, now)
	const day = models.Millis(24 * time.Hour / time.Millisecond)
	if o.This.EndAt == 0 || o.Other.EndAt == 0 {
		to += max((to-from)/2, 30*day)
	}
	return timeline{from, max(to, from+day)}
}

// today is where the present lies in the lanes.
func (o Overlap) today() int { return o.timeline().x(models.At(o.Now)) }

func (t timeline) x(m models.Millis) int {
	return int(max(0, min(laneWidth, int64(m-t.from)*laneWidth/int64(t.to-t.from))))
}

// span places a range; end zero is an open one.
func (t timeline) span(start, end models.Millis) (x, width int) {
	if end == 0 {
		end = t.to
	}
	x = t.x(start)
	return x, max(2, t.x(end)-x)
}

// ticks are the days below the lanes, at equal distances.
func (t timeline) ticks() []string {
	layout := "Jan 2006"
	if time.Duration(t.to-t.from)*time.Millisecond < 300*24*time.Hour {
		layout = "2 Jan"
	}
	var days []string
	for i := range models.Millis(5) {
		days = append(days, (t.from + (t.to-t.from)*i/4).Time().Format(layout))
	}
	return days
}

// lanes are the bars: this one, the other, and what they share.
func (o Overlap) lanes() []lane {
	t := o.timeline()
	shared := models.Callback{
		Kind: o.This.Kind, StartAt: max(o.This.StartAt, o.Other.StartAt),
		EndAt: earlierEnd(o.This.EndAt, o.Other.EndAt),
	}
	name := o.This.Name
	if name == "" {
		name = "This callback"
	}
	bars := []lane{
		{Name: name, Dates: "this one, " + RangeWords(o.This), Class: "new"},
		{Name: o.Other.Title(), Dates: RangeWords(o.Other), Class: "old"},
		{Name: "Overlap", Dates: RangeWords(shared), Class: "hit"},
	}
	for i, c := range []models.Callback{o.This, o.Other, shared} {
		bars[i].X, bars[i].Width = t.span(c.StartAt, c.EndAt)
	}
	return bars
}

func earlierEnd(a, b models.Millis) models.Millis {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}
