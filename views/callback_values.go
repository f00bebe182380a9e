package views

import (
	"fmt"
	"strconv"
	"strings"

	"callboard/models"
)

// CallbackForm holds the form of a callback as it was typed, so that a refused
// form comes back unchanged. Of both triggers only the chosen one counts.
type CallbackForm struct {
	Key     string // of this one filling in: a second submit finds the first
	Version int64  // the version that was on screen

	Name   string
	Starts string // what starts it, of one of the sections

	Type     string
	List     string // subscription list id
	Campaign string

	Resource string
	Actions  []string // "create", "update", "delete"

	URL         string
	Method      string
	ContentType string
	Expands     string

	User     string
	Password string // never written into a page

	StartOn   bool
	StartDate string
	StartTime string
	EndOn     bool
	EndDate   string
	EndTime   string

	Attempts string
	Interval string
	Unit     string // "seconds", "minutes" or "hours"; "" in a form of the other trigger

	PostbackAttempts string
	PostbackInterval string
	PostbackUnit     string

	Active bool

	Condition string

	Signed SignedForm
	Cover  CoverForm
	Extra  ExtraForm
	Batch  BatchForm
}

// Kind returns the kind of callback that the form makes.
func (f CallbackForm) Kind() models.Kind { return KindStartedBy(f.Starts) }

// NewCallbackForm returns the empty form of a kind: every default filled in,
// also those of the kinds that can be chosen instead.
func NewCallbackForm(kind models.Kind) CallbackForm {
	form := CallbackForm{
		Starts: StartsOf(kind), Resource: "contact", Actions: []string{"create", "update", "delete"},
		Method: "POST", ContentType: "application/json", Active: true,
	}
	for _, s := range sections() {
		if s.Kind.Traits().Sourced == kind.Traits().Sourced { // databases have a form of their own
			s.Read(&form, models.Callback{Kind: s.Kind})
		}
	}
	return form
}

// FormOf returns the form of a callback that exists. The password stays out.
func FormOf(c models.Callback) CallbackForm {
	form := NewCallbackForm(c.Kind)
	form.Version, form.Name, form.URL, form.Active = c.Version, c.Name, c.URL, c.IsActive
	form.Condition = c.Settings.Condition
	form.User, form.Method, form.ContentType = c.Settings.User, c.Method(), c.ContentType()
	form.Expands, form.Extra, form.Cover = c.Settings.Expands, extraFormOf(c), coverFormOf(c)
	if c.Kind.Traits().Records {
		form.Resource = strings.TrimSuffix(c.Trigger().Type, ".*")
		form.Actions = nil
		for _, action := range c.Settings.Actions {
			form.Actions = append(form.Actions, string(action))
		}
	}
	if c.Kind.Traits().Dated {
		form.StartOn, form.EndOn = true, c.EndAt != 0
		form.StartDate, form.StartTime = dateFields(c.StartAt)
		form.EndDate, form.EndTime = dateFields(c.EndAt)
	}
	sectionOf(c.Kind).Read(&form, c)
	return form
}

// planFields writes a plan of equal steps as the form's three fields.
func planFields(c models.Callback) (attempts, interval, unit string) {
	plan := c.Plan()
	seconds := c.Settings.Interval
	if len(plan) > 1 {
		seconds = int(plan[1].Seconds())
	}
	if seconds == 0 {
		seconds = 300
	}
	number, unit := inUnits(seconds)
	return strconv.Itoa(len(plan)), strconv.Itoa(number), unit
}

// inUnits writes seconds in the largest unit that needs no fraction.
func inUnits(seconds int) (number int, unit string) {
	switch {
	case seconds%3600 == 0:
		return seconds / 3600, "hours"
	case seconds%60 == 0:
		return seconds / 60, "minutes"
	}
	return seconds, "seconds"
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

// typedPlan is a retry plan as the form holds it.
type typedPlan struct{ Attempts, Interval, Unit string }

// planInput names the fields of a retry plan.
type planInput struct {
	Attempts, Interval, Unit string
	Hint                     string
	Form                     typedPlan
}

// dateInput is the choice between none and a date.
type dateInput struct {
	ID, Label, Hint string
	None            string // what choosing no date means
	On, Optional    bool
	Date, Time      string
}

func unitChoices(chosen string) []Choice {
	return listChoices([]string{"seconds", "minutes", "hours"}, chosen)
}

// words says what a plan does: "6 attempts, every 5 minutes".
func (p typedPlan) words() string {
	switch {
	case p.Attempts == "1":
		return "1 attempt, no retry"
	case p.Interval == "1":
		return fmt.Sprintf("%s attempts, every %s", p.Attempts, strings.TrimSuffix(p.Unit, "s"))
	}
	return fmt.Sprintf("%s attempts, every %s %s", p.Attempts, p.Interval, p.Unit)
}

// formatWords is the value of the closed section Format.
func (f CallbackForm) formatWords() string { return sectionOf(f.Kind()).FormatWords(f) }

// retryWords is the value of the closed section Retries.
func (f CallbackForm) retryWords() string { return sectionOf(f.Kind()).RetryWords(f) }
