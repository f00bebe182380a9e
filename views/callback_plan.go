package views

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"callboard/models"
)

// PlanForm is a retry plan as it was typed.
type PlanForm struct {
	Way      string // how the time between attempts grows
	Attempts string
	Interval string
	Unit     string // "seconds", "minutes" or "hours"; "" in a form of another trigger
	Delays   string // seconds before each attempt, of PlanOwn
}

// The ways in which the time between attempts grows, as the form names them.
const (
	PlanUsual  = "usual"  // the plan of the kind, where its steps are not equal
	PlanSame   = "same"   // equal steps
	PlanDouble = "double" // each step twice as long as the one before
	PlanOwn    = "own"    // as the API has set it
)

// planFormOf returns what the form of a callback shows of its plan.
func planFormOf(c models.Callback) PlanForm {
	form, delays := PlanForm{Way: PlanSame}, c.Settings.Delays
	switch {
	case even(delays):
	case models.Doubles(delays):
		form.Way = PlanDouble
	case len(delays) > 0:
		form.Way, form.Delays = PlanOwn, strings.Trim(fmt.Sprint(delays), "[]")
	case c.Settings.Attempts == 0 && !c.Kind.Traits().Even():
		form.Way, form.Attempts, form.Interval, form.Unit = PlanUsual, "5", "5", "minutes"
		return form
	}
	plan, seconds := c.Plan(), c.Settings.Interval
	if len(plan) > 1 {
		seconds = int(plan[1].Seconds())
	}
	number, unit := inUnits(seconds)
	form.Attempts, form.Interval, form.Unit = strconv.Itoa(len(plan)), strconv.Itoa(number), unit
	return form
}

// even says whether a plan begins at once and goes on in equal steps.
func even(delays []int) bool {
	return len(delays) > 0 && delays[0] == 0 && !slices.ContainsFunc(delays[1:], func(s int) bool { return s != delays[1] })
}

// inUnits writes seconds in the largest unit that needs no fraction; none at
// all as the time that is proposed.
func inUnits(seconds int) (number int, unit string) {
	switch {
	case seconds == 0:
		return 5, "minutes"
	case seconds%3600 == 0:
		return seconds / 3600, "hours"
	case seconds%60 == 0:
		return seconds / 60, "minutes"
	}
	return seconds, "seconds"
}

// words says what a plan does: "6 attempts, every 5 minutes". usual says it of
// the plan of the kind.
func (p PlanForm) words(usual string) string {
	unit := strings.TrimSuffix(p.Unit, "s")
	switch {
	case p.Way == PlanUsual:
		return usual
	case p.Attempts == "1":
		return "1 attempt, no retry"
	case p.Way == PlanOwn:
		return p.Attempts + " attempts: " + p.ownWords()
	case p.Way == PlanDouble && p.Interval == "1":
		return p.Attempts + " attempts, after 1 " + unit + ", then each time twice as long"
	case p.Way == PlanDouble:
		return p.Attempts + " attempts, after " + p.Interval + " " + p.Unit + ", then each time twice as long"
	case p.Interval == "1":
		return p.Attempts + " attempts, every " + unit
	}
	return p.Attempts + " attempts, every " + p.Interval + " " + p.Unit
}

// ownWords lists the times of a plan that the API has set: "at once, after 5
// seconds, after 10 minutes".
func (p PlanForm) ownWords() string {
	var times []string
	for _, text := range strings.Fields(p.Delays) {
		seconds, err := strconv.Atoi(text)
		switch number, unit := inUnits(seconds); {
		case err != nil:
		case seconds == 0:
			times = append(times, "at once")
		default:
			times = append(times, "after "+Plural(number, strings.TrimSuffix(unit, "s"), unit))
		}
	}
	return strings.Join(times, ", ")
}

// ownHint is the same as a sentence. What was typed may name no time at all.
func (p PlanForm) ownHint() string {
	words := p.ownWords()
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// planInput is what the form asks about a plan. Prefix begins the names of the
// fields.
type planInput struct {
	Prefix string
	Form   PlanForm
	Usual  string // what the plan of the kind does; "" where it has equal steps
	Most   int    // attempts
	Double bool   // may be chosen
}

// ways are the choices of how the time between attempts grows.
func (in planInput) ways() []Choice {
	var ways []Choice
	if in.Usual != "" {
		ways = append(ways, Choice{Value: PlanUsual, Label: "As usual", Hint: in.Usual})
	}
	ways = append(ways, Choice{Value: PlanSame, Label: "Same each time"})
	if in.Double {
		ways = append(ways, Choice{Value: PlanDouble, Label: "Longer each time", Hint: "Twice as long as the time before, but never more than 24 hours."})
	}
	if in.Form.Delays != "" {
		ways = append(ways, Choice{Value: PlanOwn, Label: "As the API has set it", Hint: in.Form.ownHint()})
	}
	for i := range ways {
		ways[i].Chosen = ways[i].Value == in.Form.Way
	}
	return ways
}

// planOf asks for a plan of equal steps, or of steps that double, with as many
// attempts as a kind may have.
func planOf(k models.Kind) func(CallbackPage) templ.Component {
	return func(p CallbackPage) templ.Component {
		return planFields(p, planInput{Form: p.Form.Plan, Most: k.Traits().MaxAttempts, Double: true})
	}
}
