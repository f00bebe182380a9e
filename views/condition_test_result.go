package views

import (
	"fmt"
	"strings"

	"callboard/models"
)

// RecentConditionTest is what a condition came to on one of them.
type RecentConditionTest struct {
	Event  models.Event
	True   bool
	Failed bool   // it ended with an error
	Why    string // what made it false, or what went wrong
}

// verdict says in a word what the condition came to.
func (t RecentConditionTest) verdict() string {
	switch {
	case t.Failed:
		return "Error"
	case t.True:
		return "True"
	}
	return "False"
}

// RecentConditionTests is what a condition came to on events that happened.
type RecentConditionTests struct {
	Asked  int // how many there were to try
	Events []RecentConditionTest
}

// ConditionTest is what a condition came to.
type ConditionTest struct {
	Outcome string // "True.", "False.", "Error."
	Words   string // what that means
	Value   string // what it came to, when that was neither true nor false
	Why     string // what made it false
	// Warnings say what may come out other than was meant.
	Warnings []string
	Steps    []ConditionTestStep
	Names    []ConditionTestStep // the names in it, with what each was taken for
	Line     string              // the line of an error; "" when the place is not known
	Column   int                 // in it, from 1
}

// ConditionTestStep is a part of a condition with its value, in words.
type ConditionTestStep struct{ Text, Value string }

// summary says what a condition did on recent events: "Of the last 50 events,
// 31 would be sent and 19 not."
func (r RecentConditionTests) summary() string {
	sent, failed := 0, 0
	for _, e := range r.Events {
		if e.True {
			sent++
		}
		if e.Failed {
			failed++
		}
	}
	words := fmt.Sprintf("Of the last %d events, %d would be sent and %d not.", len(r.Events), sent, len(r.Events)-sent)
	if len(r.Events) == 1 {
		words = "The last event would be sent."
		if sent == 0 {
			words = "The last event would not be sent."
		}
	}
	if failed > 0 {
		words += fmt.Sprintf(" The condition stopped with an error on %d.", failed)
	}
	return words
}

// cut says why not all events were tried, "" when they were.
func (r RecentConditionTests) cut() string {
	if len(r.Events) == r.Asked {
		return ""
	}
	return fmt.Sprintf("There were %d to try. The others would have taken too long: make the condition simpler, or try again.", r.Asked)
}

// look is the tone and the icon of a trial.
func (t ConditionTest) look() (tone, icon string) {
	switch t.Outcome {
	case "True.":
		return "success", "delivered"
	case "False.":
		return "neutral", "notsent"
	}
	return "danger", "failed"
}

// mark points at the place of an error, below its line.
func (t ConditionTest) mark() string { return strings.Repeat(" ", max(t.Column-1, 0)) + "^" }
