package event

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// errorsAnswer is the one form of every error: {"errors":[{"message":…}]}.
type errorsAnswer struct {
	Errors []errorMessage `json:"errors"`
}

type errorMessage struct {
	Message    string `json:"message"`
	CallbackID string `json:"callback_id,omitzero"` // of the callback that is in the way
}

// fail answers an error as the published documents show it. Everything to
// mend comes at once, as 400.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	var answer errorsAnswer
	if problems, ok := errors.AsType[models.Problems](err); ok {
		status = http.StatusBadRequest
		for _, problem := range problems {
			answer.Errors = append(answer.Errors, errorMessage{Message: problem.Text})
		}
	} else if missing, ok := errors.AsType[noCallback](err); ok {
		answer.Errors = []errorMessage{{Message: missing.Error()}}
	} else {
		overlap, _ := errors.AsType[overlapError](err)
		answer.Errors = []errorMessage{{Message: api.Sentence(r, status, err), CallbackID: overlap.callbackID}}
	}
	if status == http.StatusUnauthorized && !fromBrowser(r) {
		w.Header().Add("WWW-Authenticate", `Basic realm="Callboard", charset="UTF-8"`)
	}
	api.Fail(w, r, err, status, answer)
}

// overlapError is an overlap with a callback that the caller may see.
type overlapError struct {
	models.OverlapError
	callbackID string
}

func (e overlapError) Unwrap() error { return e.OverlapError }

// withCallbackID adds to an error the callback because of which a change was
// refused, for those who may see it.
func withCallbackID(r *http.Request, err error) error {
	overlap, ok := errors.AsType[models.OverlapError](err)
	if !ok || !web.Access(r).Actor.Can(models.CallbacksRead, overlap.Other.Owner()) {
		return err
	}
	return overlapError{overlap, overlap.Other.PublicID}
}

// fromBrowser says that a page may have sent the request. A browser that is
// asked for a name and a password keeps them, and sends them along with the forms
// of any site.
func fromBrowser(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
}
