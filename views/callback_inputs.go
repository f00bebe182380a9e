package views

import (
	"fmt"
	"strings"
)

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
func (f CallbackForm) formatWords() string {
	if f.Starts == StartsChange {
		return "POST, form fields"
	}
	return f.Method + ", " + f.ContentType
}

// retryWords is the value of the closed section Retries.
func (f CallbackForm) retryWords() string {
	if f.Starts == StartsChange {
		return typedPlan{f.PostbackAttempts, f.PostbackInterval, f.PostbackUnit}.words()
	}
	return typedPlan{f.Attempts, f.Interval, f.Unit}.words()
}
