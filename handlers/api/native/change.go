package native

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
)

// StateError is a conflict that says in words which state a call needs: "This run
// was not stopped". That somebody else changed it would tell nobody what to do.
type StateError struct{ Text string }

func (e StateError) Error() string { return e.Text }

// Unwrap makes it a conflict.
func (e StateError) Unwrap() error { return models.ErrConflict }

// Needs gives a conflict the words of a StateError; other errors stay.
func Needs(err error, text string) error {
	if errors.Is(err, models.ErrConflict) {
		return StateError{text}
	}
	return err
}

// Versioned reads what is stored, and says at which version it is.
type Versioned func() (version int64, err error)

// Change makes a change to what read finds. When the caller said which version
// it knows, a change by somebody else since is a conflict; otherwise the last
// write wins, and the change is made to what is stored by then.
func Change(r *http.Request, f api.Fields, read Versioned, change func() error) error {
	version, known := Version(r, &f)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	once := func() error {
		stored, err := read()
		if err == nil && known && stored != version {
			err = models.ErrConflict
		}
		if err != nil {
			return err
		}
		return change()
	}
	if known {
		return once()
	}
	return api.RetryConflict(r.Context(), once)
}
