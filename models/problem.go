package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// ErrNotFound says that no such record exists within the asker's scope.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that somebody else changed the record meanwhile.
	ErrConflict = errors.New("changed meanwhile")
	// ErrHoldsMore says that an API key may do more than whoever would revoke it.
	ErrHoldsMore = errors.New("the key holds more")
	// ErrAway says that the database cannot be reached or has no room just
	// now. The same may well succeed a few seconds later.
	ErrAway = errors.New("the database is away")
	// ErrTooLong says that the database takes no value as long as this one, because
	// of a limit of its own: max_allowed_packet.
	ErrTooLong = errors.New("the database takes no value this long")
	// ErrUnchecked says that nobody could look at a condition just now. It may
	// well be one.
	ErrUnchecked = errors.New("the condition could not be checked just now")
	// ErrNoCallback says that no active callback asks for a test event.
	ErrNoCallback = errors.New("no callback asks for this event")
)

// EndedError says that a callback cannot be changed, because it has ended.
type EndedError struct {
	PublicID string
	Name     string // of a callback that is known by it
}

func (e EndedError) Error() string { return fmt.Sprintf("Callback %s has ended", e.PublicID) }

// UnverifiedError says that nobody has tried yet whether the URL of a callback
// answers.
type UnverifiedError struct{ Name string }

func (e UnverifiedError) Error() string { return fmt.Sprintf("Callback [%s] is not verified", e.Name) }

// SubscribedError says that a callback cannot go while subscriptions use it.
type SubscribedError struct{ Name string }

func (e SubscribedError) Error() string {
	return fmt.Sprintf("CallBack [%s] has subscriptions. Delete all subscriptions before deleting the callback", e.Name)
}

// OverlapError says that another callback of the same owner and event type is
// active in a part of the same date range.
type OverlapError struct {
	EventType string
	Other     Callback
}

func (e OverlapError) Error() string {
	return fmt.Sprintf("A callback registration for event type '%s' already exists with an overlapping active date range", e.EventType)
}

// Problem is one thing a person must mend, in words, beside its field.
type Problem struct {
	Field, Text string
	Code        ProblemCode // for an API that has words of its own; may be empty
}

// ProblemCode says in one word what is wrong with a value.
type ProblemCode string

// The codes.
const (
	Blank       ProblemCode = "blank"       // nothing was given
	Credentials ProblemCode = "credentials" // a user name or password where none may stand
	Malformed   ProblemCode = "malformed"   // not of the form it must have
	TooLong     ProblemCode = "too_long"    // more characters than there is room for
	OutOfRange  ProblemCode = "range"       // a number outside its limits, an end before its start
	NotListed   ProblemCode = "not_listed"  // none of the values that may be chosen
	Private     ProblemCode = "private"     // an address that must not be reached
	Taken       ProblemCode = "taken"       // must be unique, and another one has it
	Fixed       ProblemCode = "fixed"       // a value that cannot change any more
	WrongType   ProblemCode = "wrong_type"  // a number where a text belongs, and the like
	Dropped     ProblemCode = "dropped"     // a stored secret that is not sent to a new destination
	Unchecked   ProblemCode = "unchecked"   // none that is known: it could not be looked at just now
)

// Problems is the error of a record that was refused.
type Problems []Problem

func (p Problems) Error() string {
	texts := make([]string, len(p))
	for i, problem := range p {
		texts[i] = problem.Field + ": " + problem.Text
	}
	return strings.Join(texts, "; ")
}

// Add notes that field must be mended as text says.
func (p *Problems) Add(field, text string) { *p = append(*p, Problem{Field: field, Text: text}) }

// Note adds a problem with its code.
func (p *Problems) Note(field string, code ProblemCode, text string) {
	*p = append(*p, Problem{Field: field, Text: text, Code: code})
}

// On returns what is wrong with field, or "".
func (p Problems) On(field string) string {
	i := slices.IndexFunc(p, func(problem Problem) bool { return problem.Field == field })
	if i < 0 {
		return ""
	}
	return p[i].Text
}

// Unchecked says that nothing must be mended: the same may well be stored a few
// seconds later.
func (p Problems) Unchecked() bool {
	return len(p) > 0 && !slices.ContainsFunc(p, func(problem Problem) bool { return problem.Code != Unchecked })
}

// Err returns p as an error, and nil when there is no problem.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// TurnsText says of a character that it turns the direction of the text that follows, so
// that people read another text than there is: the embeddings, overrides and isolates
// of Unicode. Arabic and Hebrew need none of them.
func TurnsText(r rune) bool { return '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' }

// NeedLine notes a text that is not one readable line: it would break logs,
// terminals and tables, pass itself off as another, or could not be stored.
func (p *Problems) NeedLine(field, label, text string) {
	switch {
	case !utf8.ValidString(text):
		p.Note(field, Malformed, label+" holds characters that cannot be read")
	case strings.ContainsFunc(text, TurnsText):
		p.Note(field, Malformed, label+" must not hold characters that turn the direction of text")
	case strings.ContainsFunc(text, unicode.IsControl), strings.ContainsAny(text, "\u2028\u2029"):
		p.Note(field, Malformed, label+" must be one line, without control characters")
	}
}
