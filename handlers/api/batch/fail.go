package batch

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"path"

	"callboard/handlers/api"
	"callboard/models"
)

// refusalError is an answer 400 in the words of the published document.
type refusalError struct{ title, code, detail string }

func (e refusalError) Error() string { return e.detail }

// The title and code of most refusals.
const (
	invalidTitle = "Invalid request parameters"
	invalidCode  = "INVALID_PARAMETER"
)

func refused(detail string) error { return refusalError{invalidTitle, invalidCode, detail} }

func unreachable(url string) error {
	return refused(fmt.Sprintf("Could not connect to callback url [%s]", url))
}

func unknownField(name string) error {
	return refusalError{"Invalid field name", "INVALID_FIELD_NAME", "The following field names [" + name + "] are invalid"}
}

// worded turns what a callback was refused for into the words of this API.
// Other errors stay as they are.
func worded(err error, c models.Callback) error {
	problems, ok := errors.AsType[models.Problems](err)
	if !ok {
		return err
	}
	return refused(detail(problems[0], c))
}

// detail words one problem of a callback.
func detail(p models.Problem, c models.Callback) string {
	switch {
	case p.Code == models.Dropped && p.Field == "password":
		return "authentication must be given again: the url leads to another host, port or scheme"
	case p.Code == models.Dropped:
		return p.Text + ". Secret headers are changed in the console and the API under /api/v1"
	case p.Field == "name" && p.Code == models.Blank:
		return "callback name cannot be empty or null"
	case p.Field == "name" && p.Code == models.Taken:
		return "Callback with name [" + c.Name + "] already exists"
	case p.Field == "url" && p.Code == models.Blank:
		return "callback url cannot be empty or null"
	case p.Field == "url" && p.Code == models.Taken:
		return "Callback url [" + c.URL + "] already exists"
	case p.Field == "url":
		return unreachable(c.URL).Error()
	case p.Field == "backup_url" && c.Settings.BackupURL == c.URL:
		return "Backup callback url cannot be same as callback url"
	case p.Field == "backup_url":
		return unreachable(c.Settings.BackupURL).Error()
	}
	return p.Text
}

// fail answers an error in the one form that the published document shows.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	refusal, ok := errors.AsType[refusalError](err)
	if wrong, signingIn := errors.AsType[signInError](err); signingIn {
		refusal = wrong.refusalError
	} else if !ok {
		refusal = refusalFor(r, status, err)
	}
	if ok || status == http.StatusUnprocessableEntity || status == http.StatusConflict {
		status = http.StatusBadRequest // the published document knows no other
	}
	api.Fail(w, r, err, status, errorAnswer{Title: refusal.title, ErrorCode: refusal.code, Detail: refusal.detail, ErrorDetails: []string{}})
}

// errorAnswer is the one form of every error. Its type is always "", and its
// details are none.
type errorAnswer struct {
	Type         string   `json:"type"`
	Title        string   `json:"title"`
	ErrorCode    string   `json:"errorCode"`
	Detail       string   `json:"detail"`
	ErrorDetails []string `json:"errorDetails"`
}

// refusalFor says what the caller may read about any other error.
func refusalFor(r *http.Request, status int, err error) refusalError {
	if problems, ok := errors.AsType[models.Problems](err); ok {
		return refusalError{invalidTitle, invalidCode, problems[0].Text}
	}
	if e, ok := errors.AsType[models.EndedError](err); ok {
		return refusalError{invalidTitle, invalidCode, "Callback " + e.Name + " has ended"}
	}
	e := refusalError{invalidTitle, invalidCode, api.Sentence(r, status, err)}
	switch status {
	case http.StatusUnauthorized:
		e.title, e.code = "Invalid authentication token", "INVALID_TOKEN"
	case http.StatusForbidden:
		e.title, e.code = "Access denied", "ACCESS_DENIED"
	case http.StatusNotFound:
		e.title, e.code, e.detail = "Object not found", "OBJECT_NOT_FOUND", notFound(r, err)
	case http.StatusMethodNotAllowed:
		e.title, e.code = "Method not allowed", "METHOD_NOT_ALLOWED"
	case http.StatusTooManyRequests:
		e.title, e.code = "Too many requests", "TOO_MANY_REQUESTS"
	case http.StatusServiceUnavailable, http.StatusInternalServerError:
		e.title, e.code = "Unexpected error", "UNEXPECTED_ERROR"
	}
	return e
}

// notFound names what there is not, also when somebody else was faster. An
// unknown path is one of a callback.
func notFound(r *http.Request, err error) string {
	if m, ok := errors.AsType[missing](err); ok {
		return m.Error()
	}
	if name := r.PathValue("subscription"); name != "" {
		return missing{"Subscription", name}.Error()
	}
	return missing{"CallBack", cmp.Or(r.PathValue("callback"), path.Base(r.URL.Path))}.Error()
}
