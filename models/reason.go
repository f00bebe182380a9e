package models

import (
	"strings"
)

// Hold says why a waiting delivery is held back. "" when it is not.
type Hold string

// The reasons to hold a delivery back.
const (
	HeldPaused     Hold = "paused"
	HeldUnverified Hold = "unverified"
	HeldInactive   Hold = "inactive"
)

// Reason says which rule stopped a delivery, or why it was cancelled.
type Reason string

// The reasons of a delivery that was not sent, and of a cancelled one.
const (
	ConditionFalse   Reason = "condition_false"
	ConditionError   Reason = "condition_error"
	ActionMismatch   Reason = "action_mismatch"
	Inactive         Reason = "inactive"
	BeforeStart      Reason = "before_start"
	AfterEnd         Reason = "after_end"
	OptedOut         Reason = "opted_out"
	CompanyInactive  Reason = "company_inactive"
	LocationInactive Reason = "location_inactive"

	CancelledByEnd    Reason = "callback_ended"
	CancelledByDelete Reason = "callback_deleted"
	CancelledByPerson Reason = "by_person"
)

// Words says in a few words why a delivery is held back, "" when it is not.
func (h Hold) Words() string {
	switch h {
	case HeldPaused:
		return "held: callback is paused"
	case HeldUnverified:
		return "held: callback is not verified"
	case HeldInactive:
		return "held: callback is not active"
	}
	return ""
}

// Words says in a few words which rule stopped a delivery, or why it was
// cancelled. detail is the delivery's ReasonDetail.
func (r Reason) Words(detail string) string {
	switch r {
	case ConditionFalse:
		rule, _, _ := strings.Cut(detail, Because)
		return withDetail("condition was false", ": ", rule)
	case ConditionError:
		place, _, _ := strings.Cut(detail, Because)
		return withDetail("condition stopped with an error", ": ", place)
	case ActionMismatch:
		return withDetail("it does not send this action", ", only ", detail)
	case Inactive:
		return "callback is not active"
	case BeforeStart:
		return withDetail("it had not started", ": starts ", detail)
	case AfterEnd:
		return withDetail("it ended", " ", detail)
	case OptedOut:
		return withDetail("location has opted out", ": ", detail)
	case CompanyInactive:
		return "company is not active"
	case LocationInactive:
		return "location is not active"
	case CancelledByEnd:
		return withDetail("callback was ended", " by ", detail)
	case CancelledByDelete:
		return withDetail("callback was deleted", " by ", detail)
	case CancelledByPerson:
		return withDetail("cancelled", " by ", detail)
	}
	return ""
}

// Because stands in a detail between what everybody may read of a condition and
// the values of the event that made it false or stop, which not everybody may.
const Because = ", because "

// Explained is Words with the values of the event that made a condition false
// or stop, for those who may see what events carry.
func (r Reason) Explained(detail string) string {
	rule, values, _ := strings.Cut(detail, Because)
	if r != ConditionFalse && r != ConditionError {
		return r.Words(detail)
	}
	return withDetail(r.Words(rule), Because, values)
}

// withDetail writes text, and detail behind it where there is one.
func withDetail(text, between, detail string) string {
	if detail == "" {
		return text
	}
	return text + between + detail
}
