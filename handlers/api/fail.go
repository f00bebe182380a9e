package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"callboard/models"
	"callboard/web"
)

// MethodError says that a path exists, but not for this method.
type MethodError struct{ Allow []string }

func (e MethodError) Error() string {
	return "This address knows only " + strings.Join(e.Allow, ", ")
}

// Status returns the HTTP status that an error means in every API. Those of
// Problems differ, so that an API which answers them otherwise looks first.
func Status(err error) int {
	for _, meaning := range statuses {
		if meaning.is(err) {
			return meaning.status
		}
	}
	return http.StatusInternalServerError
}

// statuses lists what each error means, the first match decides.
var statuses = []struct {
	status int
	is     func(error) bool
}{
	{http.StatusUnauthorized, is(web.ErrSignIn)},
	{http.StatusForbidden, as[web.ForbiddenError]},
	{http.StatusForbidden, is(models.ErrHoldsMore)},
	{http.StatusNotFound, is(models.ErrNotFound)},
	{http.StatusNotFound, is(models.ErrNoCallback)},
	{http.StatusMethodNotAllowed, as[MethodError]},
	{http.StatusRequestEntityTooLarge, as[*http.MaxBytesError]},
	{http.StatusRequestEntityTooLarge, is(models.ErrTooLong)},
	{http.StatusRequestEntityTooLarge, as[DenseError]},
	{http.StatusUnsupportedMediaType, as[EncodingError]},
	{http.StatusBadRequest, as[BodyError]},
	{http.StatusServiceUnavailable, as[BusyError]},
	{http.StatusServiceUnavailable, unchecked},
	{http.StatusUnprocessableEntity, as[models.Problems]},
	{http.StatusTooManyRequests, as[models.TooManyError]},
	{http.StatusConflict, is(models.ErrConflict)},
	{http.StatusConflict, as[models.OverlapError]},
	{http.StatusConflict, as[models.EndedError]},
	{http.StatusConflict, as[models.SubscribedError]},
	{http.StatusConflict, as[models.UnverifiedError]},
	{http.StatusLoopDetected, as[models.LoopError]},
	{http.StatusServiceUnavailable, is(context.DeadlineExceeded)},
	{http.StatusServiceUnavailable, is(context.Canceled)},
	{http.StatusServiceUnavailable, is(models.ErrAway)},
}

// unchecked says that an error is no fault of the caller: what was sent could
// not be looked at just now.
func unchecked(err error) bool {
	problems, ok := errors.AsType[models.Problems](err)
	return ok && problems.Unchecked()
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// Sentence returns what the caller of an API may read about an error that
// Status gave status. An error's own text is shown only where it was written
// for them; the others go to the log, under the reference that is shown.
func Sentence(r *http.Request, status int, err error) string {
	switch status {
	case http.StatusUnauthorized:
		return "The API key is missing or not valid"
	case http.StatusForbidden:
		return "This API key may not do that"
	case http.StatusNotFound:
		return "Not found"
	case http.StatusRequestEntityTooLarge:
		if errors.Is(err, models.ErrTooLong) {
			return "The database takes nothing this long. Its limit is max_allowed_packet"
		}
		if as[DenseError](err) {
			return DenseError{}.Error()
		}
		return fmt.Sprintf("The body must be %d MiB or smaller", limitOf(err)>>20)
	case http.StatusTooManyRequests:
		return "Too many wrong passwords. Try again in a minute"
	case http.StatusServiceUnavailable:
		switch {
		case as[BusyError](err):
			return BusyError{}.Error()
		case unchecked(err):
			return "The condition could not be checked just now. Try again in a few seconds"
		}
		return "Callboard cannot reach its database. Try again in a few seconds"
	case http.StatusInternalServerError:
		return "Something went wrong on our side. Reference " + web.Reference(r)
	}
	if errors.Is(err, models.ErrConflict) {
		return "Somebody else changed this meanwhile. Read it again, then send your change"
	}
	return written(err)
}

func limitOf(err error) int64 {
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return e.Limit
	}
	return BodyLimit
}

// written returns the text of the part of an error that was written for the
// caller.
func written(err error) string {
	for _, text := range []func(error) (string, bool){
		textOf[models.OverlapError], textOf[models.EndedError], textOf[models.SubscribedError], textOf[models.UnverifiedError],
		textOf[models.LoopError], textOf[MethodError], textOf[BodyError], textOf[EncodingError],
	} {
		if sentence, ok := text(err); ok {
			return sentence
		}
	}
	return "The request cannot be answered"
}

func textOf[E error](err error) (string, bool) {
	e, ok := errors.AsType[E](err)
	if !ok {
		return "", false
	}
	return e.Error(), true
}

// Fail writes an error: the headers that belong to status, and body. What
// went wrong on our side is logged here, for the only time.
func Fail(w http.ResponseWriter, r *http.Request, err error, status int, body any) {
	Report(w, r, err, status)
	if err := Write(w, status, body); err != nil {
		slog.ErrorContext(r.Context(), "answer not written", "route", r.Pattern, "error", err)
	}
}

// Report sets the headers that belong to the status of an error, and logs what
// went wrong on our side.
func Report(w http.ResponseWriter, r *http.Request, err error, status int) {
	switch status {
	case http.StatusUnauthorized:
		w.Header().Add("WWW-Authenticate", `Bearer realm="Callboard"`)
	case http.StatusMethodNotAllowed:
		if e, ok := errors.AsType[MethodError](err); ok {
			w.Header().Set("Allow", strings.Join(e.Allow, ", "))
		}
	case http.StatusUnsupportedMediaType:
		w.Header().Set("Accept-Encoding", "gzip") // RFC 9110, 12.5.3
	case http.StatusTooManyRequests:
		if e, ok := errors.AsType[models.TooManyError](err); ok {
			w.Header().Set("Retry-After", strconv.Itoa(max(1, int(e.Wait.Seconds()))))
		}
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	}
	hungUp := r.Context().Err() != nil // then there is nothing to look into
	ours := status >= http.StatusInternalServerError && status != http.StatusLoopDetected
	if ours && !hungUp && !errors.Is(err, models.ErrAway) { // an outage has its own line
		slog.ErrorContext(r.Context(), "call failed", "route", r.Pattern, "reference", web.Reference(r), "error", err)
	}
}
