package event

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
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
		answer.Errors = []errorMessage{{Message: api.Sentence(r, status, err), CallbackID: api.InTheWay(err)}}
	}
	if status == http.StatusUnauthorized && !fromBrowser(r) {
		w.Header().Add("WWW-Authenticate", `Basic realm="Callboard", charset="UTF-8"`)
	}
	api.Fail(w, r, err, status, answer)
}

// fromBrowser says that a page may have sent the request. A browser that is
// asked for a name and a password keeps them, and sends them along with the forms
// of any site.
func fromBrowser(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
}
