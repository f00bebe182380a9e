package console

import (
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/views"
)

// readPlan takes the plan whose fields have a prefix.
func readPlan(value func(string) string, prefix string) views.PlanForm {
	return views.PlanForm{
		Way: value(prefix + "plan"), Delays: value(prefix + "delays"),
		Attempts: value(prefix + "attempts"), Interval: value(prefix + "interval"), Unit: value(prefix + "unit"),
	}
}

// unitSeconds holds the units that the form offers.
var unitSeconds = map[string]int{"seconds": 1, "minutes": 60, "hours": 3600}

// fillPlan takes a retry plan. What was left empty is that of the kind.
func fillPlan(c *models.Callback, p views.PlanForm, problems *models.Problems) {
	traits := c.Kind.Traits()
	c.Settings.Attempts, c.Settings.Interval, c.Settings.Delays = 0, 0, nil
	switch {
	case p.Way == views.PlanUsual || p.Way == "" && !traits.Even():
		return
	case p.Way == views.PlanOwn:
		c.Settings.Delays = ownDelays(p.Delays, problems)
		return
	}
	attempts, ok := wholeNumber(p.Attempts)
	if !ok {
		problems.Add("attempts", "Attempts must be a whole number, like 3")
	}
	interval, ok := wholeNumber(p.Interval)
	if !ok {
		problems.Add("interval", "Time between attempts must be a whole number, like 5")
	}
	c.Settings.Attempts, c.Settings.Interval = attempts, interval*unitSeconds[p.Unit]
	c.Clean() // fills in what was left empty
	if p.Way == views.PlanDouble && c.Settings.Attempts > 1 && c.Settings.Attempts <= traits.MaxAttempts {
		c.Settings.Delays = models.Doubling(c.Settings.Attempts, c.Settings.Interval)
		c.Settings.Attempts, c.Settings.Interval = 0, 0
	}
}

// ownDelays reads a plan that the API has set, and the form carries along: the
// seconds before each attempt.
func ownDelays(text string, problems *models.Problems) []int {
	var delays []int
	for _, delay := range strings.Fields(text) {
		seconds, err := strconv.Atoi(delay)
		if err != nil {
			problems.Add("attempts", "Choose the time between attempts again")
		}
		delays = append(delays, seconds)
	}
	return delays
}

// fillTimeout takes how long a request may take, in seconds. When that is what
// it may take already, the stored value stays: a default stays the default.
func fillTimeout(c *models.Callback, typed string, problems *models.Problems) {
	seconds, ok := wholeNumber(typed)
	if !ok {
		problems.Add("timeout", "Timeout must be a whole number of seconds, like 15")
	}
	if seconds != int(c.Timeout()/time.Second) {
		c.Settings.Timeout = seconds
	}
}

// wholeNumber reads a number as people write it: "1,000" is 1000, and "" is
// zero, which leaves the choice to the kind. A zero that was typed leaves no
// choice, and becomes -1. Numbers beyond a million become a million. No rule
// allows either.
func wholeNumber(typed string) (int, bool) {
	const most = 1_000_000
	typed = strings.NewReplacer(",", "", " ", "").Replace(typed)
	if typed == "" {
		return 0, true
	}
	number, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return 0, false
	}
	if number == 0 {
		return -1, true
	}
	return int(max(-most, min(number, most))), true
}
