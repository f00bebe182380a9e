package native

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
)

// change makes a change to the record that find returns, and returns it
// changed. When the caller says which version it knows, in the body or in the
// query, a change by somebody else since is a conflict. Otherwise the last
// write wins: apply is repeated on what is stored by then. Without version it
// always is.
func change[T any](r *http.Request, f api.Fields, version func(T) int64, find func() (T, error), apply func(record *T) error) (T, error) {
	var record T
	var wanted int64
	var isSet bool
	if version != nil {
		wanted, isSet = readVersion(r, &f)
	}
	if err := f.Problems.Err(); err != nil {
		return record, err
	}
	once := func() (err error) {
		if record, err = find(); err != nil {
			return err
		}
		if isSet && version(record) != wanted {
			return models.ErrConflict
		}
		return apply(&record)
	}
	var err error
	if isSet {
		err = once()
	} else {
		err = api.RetryConflict(r.Context(), once)
	}
	return record, err
}

// conflictError is a conflict that says in words which state a call needs:
// "This run was not stopped". That somebody else changed it would tell nobody
// what to do.
type conflictError struct{ text string }

func (e conflictError) Error() string { return e.text }

// Unwrap makes it a conflict.
func (e conflictError) Unwrap() error { return models.ErrConflict }

// explainConflict gives a conflict words of its own; other errors stay.
func explainConflict(err error, text string) error {
	if errors.Is(err, models.ErrConflict) {
		return conflictError{text}
	}
	return err
}
