package views

import (
	"fmt"

	"github.com/a-h/templ"

	"callboard/models"
)

// describedDate ties the date of start or end to what is said about it.
func (p CallbackPage) describedDate(id string) templ.Attributes {
	attributes := Field{ID: id + "_date", Hint: "shown", Problem: p.Problems.On(id + "_date")}.described()
	attributes["aria-describedby"] = fmt.Sprint("dates-hint ", attributes["aria-describedby"])
	return attributes
}

// StartFrom moves the start to m.
func (f *CallbackForm) StartFrom(m models.Millis) {
	f.StartOn = true
	f.StartDate, f.StartTime = dateFields(m)
}

// EndAt moves the end to m.
func (f *CallbackForm) EndAt(m models.Millis) {
	f.EndOn = true
	f.EndDate, f.EndTime = dateFields(m)
}

func dateFields(m models.Millis) (date, clock string) {
	if m == 0 {
		return "", ""
	}
	return m.Time().Format("2 1 2006"), m.Time().Format("15:04")
}

// dateInput is the choice between none and a date.
type dateInput struct {
	ID, Label, Hint string
	None            string // what choosing no date means
	On, Optional    bool
	Date, Time      string
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
