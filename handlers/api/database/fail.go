package database

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
)

// missing says, in the words of the published system, what there is not.
type missing string

// What there may not be.
const (
	noDatabase   missing = "No database with supplied ID"
	noCollection missing = "No collection with given ID"
	noCallback   missing = "No callback with supplied ID"
	noEntity     missing = "No entity with supplied ID"
)

func (m missing) Error() string { return string(m) }

func (m missing) Unwrap() error { return models.ErrNotFound }

// invalid says what is wrong with a part of a request.
func invalid(field, text string) error {
	return models.Problems{{Field: field, Text: text, Code: models.Malformed}}
}

// errorAnswer is the one form of every error: {"error":{"message":…}}.
type errorAnswer struct {
	Error errorMessage `json:"error"`
}

type errorMessage struct {
	Message string `json:"message"`
}

// fail answers an error in the one form that the published system has. All
// that the caller can mend is 400, but for a body that is too long or packed
// otherwise than with gzip, which is 413 or 415 in every API; what only we can
// mend stays 500 or 503.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	text := message(r, status, err)
	if status < http.StatusInternalServerError && status != http.StatusRequestEntityTooLarge && status != http.StatusUnsupportedMediaType {
		status = http.StatusBadRequest
	}
	api.Fail(w, r, err, status, errorAnswer{errorMessage{text}})
}

// message words an error that means status.
func message(r *http.Request, status int, err error) string {
	if problems, ok := errors.AsType[models.Problems](err); ok && status < http.StatusInternalServerError {
		return fieldMessage(problems[0])
	}
	switch status {
	case http.StatusUnauthorized:
		return "Invalid access token"
	case http.StatusForbidden:
		return "This access token may not do that"
	case http.StatusNotFound:
		if m, ok := errors.AsType[missing](err); ok {
			return m.Error()
		}
		return "Invalid method"
	case http.StatusMethodNotAllowed:
		return "Invalid method"
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
		return "Invalid body. " + api.Sentence(r, status, err)
	}
	return api.Sentence(r, status, err)
}

// fieldMessage says what is wrong with a field: bare where the published system does,
// with what to mend elsewhere.
func fieldMessage(p models.Problem) string {
	if p.Code == models.Dropped {
		return "Invalid url. It leads to another host, port or scheme, to which the stored sign-in and secret headers are not sent. " +
			"Change it in the console or with PATCH /api/v1/callbacks/{callback}, and give them again"
	}
	switch p.Field {
	case "url":
		return "Invalid url"
	case "expression", "condition":
		return "Invalid expression"
	case "content_type":
		return "Invalid method. " + methodWords
	case "actions":
		return "Invalid action. " + actionWords
	}
	return "Invalid " + p.Field + ". " + p.Text
}

// What a method and an action may be.
const (
	methodWords = "It must be json or xml"
	actionWords = "It must be all, create, update or delete"
)
