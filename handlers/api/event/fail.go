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
	Message string `json:"message"`
}

// fail answers an error as the published documents show it. Everything to
// mend comes at once, as 400.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	var answer errorsAnswer
	if problems, ok := errors.AsType[models.Problems](err); ok {
		status = http.StatusBadRequest
		for _, problem := range problems {
			answer.Errors = append(answer.Errors, errorMessage{problem.Text})
		}
	} else if missing, ok := errors.AsType[noCallback](err); ok {
		answer.Errors = []errorMessage{{missing.Error()}}
	} else {
		answer.Errors = []errorMessage{{api.Sentence(r, status, err)}}
	}
	api.Fail(w, r, err, status, answer)
}
