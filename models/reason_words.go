package models

import (
	"slices"
	"strings"
	"time"
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
		return joined("condition was false", ": ", detail)
	case ConditionError:
		return joined("condition stopped with an error", ": ", detail)
	case ActionMismatch:
		return joined("it does not send this action", ", only ", detail)
	case Inactive:
		return "callback is not active"
	case BeforeStart:
		return joined("it had not started", ": starts ", detail)
	case AfterEnd:
		return joined("it ended", " ", detail)
	case OptedOut:
		return "location has opted out"
	case CompanyInactive:
		return "company is not active"
	case LocationInactive:
		return "location is not active"
	case CancelledByEnd:
		return joined("callback was ended", " by ", detail)
	case CancelledByDelete:
		return joined("callback was deleted", " by ", detail)
	case CancelledByPerson:
		return joined("cancelled", " by ", detail)
	}
	return ""
}

// joined writes text, and detail behind it where there is one.
func joined(text, between, detail string) string {
	if detail == "" {
		return text
	}
	return text + between + detail
}

// DateWords writes a moment as lists do: "1 Nov 2026 00:00" (UTC).
func DateWords(m Millis) string { return m.Time().Format("2 Jan 2006 15:04") }

// DayWords writes the day of t as lists do: "19 Nov 2026" (UTC).
func DayWords(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// ActionWords names actions as people read them: "created and deleted".
func ActionWords(actions []Action) string {
	var names []string
	for _, a := range []Action{Create, Update, Delete} {
		if slices.Contains(actions, a) {
			names = append(names, string(a)+"d")
		}
	}
	return strings.Join(names, " and ")
}
