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
}

// FieldProblem is something to mend in a request, with the member that mends
// it.
type FieldProblem struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// fail answers an error as problem details.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status, detail := statusOf(err), ""
	problems, refused := errors.AsType[models.Problems](err)
	refused = refused && !problems.Unchecked()
	if refused {
		detail = "Something must be mended: see errors"
	} else {
		detail = sentence(r, status, err)
	}
	body := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
	if reference := web.Reference(r); reference != "" {
		body.Instance = "urn:callboard:request:" + reference
	}
	if refused {
		body.Errors = fieldProblems(problems)
	}
	api.Report(w, r, err, status)
	if err := api.WriteAs(w, problemType, status, body); err != nil {
		slog.ErrorContext(r.Context(), "answer not written", "route", r.Pattern, "error", err)
	}
}

func fieldProblems(problems models.Problems) []FieldProblem {
	list := make([]FieldProblem, len(problems))
	for i, problem := range problems {
		list[i] = FieldProblem{Field: problem.Field, Detail: problem.Text}
	}
	return list
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, store.ErrKeyUsed):
		return http.StatusUnprocessableEntity
	case errors.Is(err, store.ErrKeyBusy), errors.Is(err, models.ErrNoCallback):
		return http.StatusConflict
	}
	return api.Status(err)
}

func sentence(r *http.Request, status int, err error) string {
	switch {
	case errors.Is(err, store.ErrKeyUsed):
		return "This Idempotency-Key was used for another request"
	case errors.Is(err, store.ErrKeyBusy):
		return "The request with this Idempotency-Key is still being worked on. Send it again in a moment"
	case errors.Is(err, models.ErrNoCallback):
		return "No active callback takes this event, so nothing was sent"
	}
	if e, found := errors.AsType[conflictError](err); found {
		return e.text
	}
	return api.Sentence(r, status, err)
}
