package api

import (
	"errors"

	"callboard/models"
)

// Again runs change until it is not overtaken by somebody else, at most four
// times. An API without versions means "last write wins": the change is
// applied to what is stored now, so repeating it loses nothing.
func Again(change func() error) error {
	const most = 4
	var err error
	for range most {
		if err = change(); !errors.Is(err, models.ErrConflict) {
			return err
		}
	}
	return err
}
