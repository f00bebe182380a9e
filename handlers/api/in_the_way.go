package api

import (
	"errors"
	"net/http"

	"callboard/models"
	"callboard/web"
)

// inTheWayError is an overlap with a callback that the caller may see.
type inTheWayError struct{ models.OverlapError }

// Unwrap makes it an overlap.
func (e inTheWayError) Unwrap() error { return e.OverlapError }

// ShowInTheWay lets those who may see it read which callback is in the way of a
// change that was refused; other errors stay.
func ShowInTheWay(r *http.Request, err error) error {
	overlap, ok := errors.AsType[models.OverlapError](err)
	if !ok || !web.Access(r).Actor.Can(models.CallbacksRead, overlap.Other.Owner()) {
		return err
	}
	return inTheWayError{overlap}
}

// InTheWay returns the public id of the callback that an error of ShowInTheWay
// names; "" for other errors.
func InTheWay(err error) string {
	overlap, _ := errors.AsType[inTheWayError](err)
	return overlap.Other.PublicID
}
