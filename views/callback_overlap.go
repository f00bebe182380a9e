package views

import (
	"time"

	"callboard/models"
)

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
