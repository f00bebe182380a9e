package native

import (
	"net/http"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// Verify tries whether the URL and the backup URL of a callback answer. A
// batch callback that was held back until then sends; for the others it is
// only told.
func (a Callbacks) Verify(w http.ResponseWriter, r *http.Request) error {
	if _, err := Optional(w, r); err != nil {
		return err
	}
	done, err := a.Verifier.Verify(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	_, failed := done.Failed()
	tried := make([]api.Ordered, len(done.Attempts))
	for i, one := range done.Attempts {
		tried[i] = triedEntity(one)
	}
	return api.Write(w, http.StatusOK, api.Ordered{
		{Name: "answered", Value: !failed},
		{Name: "released", Value: done.Released},
		{Name: "tried", Value: tried},
	})
}

// triedEntity writes what came of trying one URL.
func triedEntity(one models.Attempt) api.Ordered {
	took := time.Duration(one.Timing.Total) * time.Microsecond
	return api.Ordered{
		{Name: "url", Value: one.URL},
		{Name: "started_at", Value: Date(one.StartedAt)},
		{Name: "took_ms", Value: took.Milliseconds()},
		{Name: "code", Value: Code(one.Code)},
		{Name: "cause", Value: InWords(string(one.Cause), one.Failure().Sentence())},
	}
}
