package models

import (
	"strings"
	"unicode/utf8"
)

// conditionLimit is the longest condition, in characters.
const conditionLimit = 4000

// cleanCondition leaves the lines of a condition as they were typed, which
// browsers end in two characters.
func (c *Callback) cleanCondition() {
	c.Settings.Condition = strings.ReplaceAll(trimInvisible(c.Settings.Condition), "\r\n", "\n")
}

// checkCondition looks at the length of the condition. Whether it can be read
// is for the store to ask: that takes a child process.
func (c Callback) checkCondition(found *Problems) {
	if utf8.RuneCountInString(c.Settings.Condition) > conditionLimit {
		found.Note("condition", TooLong, "Condition must be 4,000 characters or fewer")
	}
}

// Asks says in which state the deliveries of the callback begin: its
// condition is still to be asked, or there is none.
func (c Callback) Asks() ConditionState {
	if c.Settings.Condition == "" {
		return NoCondition
	}
	return ConditionPending
}
