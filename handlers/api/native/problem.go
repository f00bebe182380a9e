package native

import (
	"errors"
	"log/slog"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// problemType is the media type of errors (RFC 9457).
const problemType = "application/problem+json"

// Problem says why a call was refused, or failed (RFC 9457).
type Problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`
	Instance string         `json:"instance,omitzero"`
	Errors   []FieldProblem `json:"errors,omitzero"`

	CallbackID string `json:"callback_id,omitzero" description:"The callback whose date range is in the way, for keys that may see it."`
}

// FieldProblem is something to mend in a request, with the member that mends
// it.
type FieldProblem struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// fail answers an error as problem details.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	body := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status}
	if reference := web.Reference(r); reference != "" {
		body.Instance = "urn:callboard:request:" + reference
	}
	if problems, ok := errors.AsType[models.Problems](err); ok && !problems.Unchecked() {
		body.Detail = "Something must be mended: see errors"
		for _, problem := range problems {
			body.Errors = append(body.Errors, FieldProblem{Field: problem.Field, Detail: memberText(problem)})
		}
	} else if taken, ok := errors.AsType[takenError](err); ok {
		body.Detail, body.Errors = taken.sentence(), taken.errors
	} else {
		body.Detail, body.CallbackID = sentence(r, status, err), api.InTheWay(err)
	}
	api.Report(w, r, err, status)
	if err := api.WriteAs(w, problemType, status, body); err != nil {
		slog.ErrorContext(r.Context(), "answer not written", "route", r.Pattern, "error", err)
	}
}

func statusOf(err error) int {
	if _, ok := errors.AsType[takenError](err); ok {
		return http.StatusConflict
	}
	switch {
	case errors.Is(err, store.ErrKeyUsed):
		return http.StatusUnprocessableEntity
	case errors.Is(err, store.ErrKeyBusy), errors.Is(err, models.ErrNoCallback):
		return http.StatusConflict
	}
	return api.Status(err)
}

// sentence says what went wrong when nothing in the request is to be mended.
func sentence(r *http.Request, status int, err error) string {
	switch {
	case errors.Is(err, store.ErrKeyUsed):
		return "This Idempotency-Key was used for another request"
	case errors.Is(err, store.ErrKeyBusy):
		return "The request with this Idempotency-Key is still being worked on. Send it again in a moment"
	case errors.Is(err, models.ErrNoCallback):
		return "No active callback takes this event, so nothing was sent"
	}
	if e, ok := errors.AsType[conflictError](err); ok {
		return e.text
	}
	return api.Sentence(r, status, err)
}
