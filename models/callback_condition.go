package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// conditionLimit is the longest condition, in characters.
const conditionLimit = 4000

// cleanCondition leaves the lines of a condition as they were typed, which
// browsers end in two characters.
func (c *Callback) cleanCondition() {
	c.Settings.Condition = strings.ReplaceAll(trimInvisible(c.Settings.Condition), "\r\n", "\n")
}

// checkCondition looks at the length of the condition, and whether it is text.
// Whether it is JavaScript is checked by the store: that takes a child process.
func (c Callback) checkCondition(problems *Problems) {
	odd := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r) }
	if text := c.Settings.Condition; !utf8.ValidString(text) || strings.ContainsFunc(text, odd) {
		problems.Note("condition", Malformed, "Condition holds characters that cannot be read")
	}
	if utf8.RuneCountInString(c.Settings.Condition) > conditionLimit {
		problems.Note("condition", TooLong, "Condition must be 4,000 characters or fewer")
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
