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

// problem is the media type of errors (RFC 9457).
const problem = "application/problem+json"

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
	body := api.Ordered{
		{Name: "type", Value: "about:blank"},
		{Name: "title", Value: http.StatusText(status)},
		{Name: "status", Value: status},
		{Name: "detail", Value: detail},
	}
	if reference := web.Reference(r); reference != "" {
		body = append(body, api.Member{Name: "instance", Value: "urn:callboard:request:" + reference})
	}
	if refused {
		body = append(body, api.Member{Name: "errors", Value: flaws(problems)})
	}
	api.Note(w, r, err, status)
	if err := api.WriteAs(w, problem, status, body); err != nil {
		slog.ErrorContext(r.Context(), "answer not written", "route", r.Pattern, "error", err)
	}
}

// flaws lists what must be mended, each with the member of the request that
// mends it.
func flaws(problems models.Problems) []api.Ordered {
	list := make([]api.Ordered, len(problems))
	for i, one := range problems {
		list[i] = api.Ordered{{Name: "field", Value: one.Field}, {Name: "detail", Value: one.Text}}
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
	if e, found := errors.AsType[StateError](err); found {
		return e.Text
	}
	return api.Sentence(r, status, err)
}
