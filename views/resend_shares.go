package views

import (
	"callboard/models"
	"callboard/models/resend"
)

// ReasonCount is a number of deliveries that are not sent again for a reason.
type ReasonCount struct {
	Reason resend.Reason
	Count  int
}

// reasonCounts lists what a count holds, in the order of all lists.
func reasonCounts(counts map[resend.Reason]int) []ReasonCount {
	var list []ReasonCount
	for _, why := range resend.Reasons {
		if n := counts[why]; n > 0 {
			list = append(list, ReasonCount{why, n})
		}
	}
	return list
}

// causeWords names why attempts failed; some never had one.
func causeWords(c models.Cause) string {
	if c == "" {
		return "without a failed attempt"
	}
	return causeLabel(c)
}

// resendState says what a callback does with deliveries now.
func resendState(c models.Callback) string {
	switch {
	case c.HeldBy() != "":
		return c.HeldBy().Words()
	case c.EndedAt != 0:
		return "ended; resent all the same"
	}
	return "sends"
}
