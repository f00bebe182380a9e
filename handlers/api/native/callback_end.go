package native

import (
	"net/http"

	"callboard/web"
)

// CallbackEnd says what becomes of the deliveries that wait when a callback
// ends.
type CallbackEnd struct {
	KeepWaiting *bool `json:"keep_waiting,omitzero" description:"Still send what waits."`
}

// endCallback closes the range of a callback now. What waits is cancelled,
// unless it shall still be sent.
func (a API) endCallback(w http.ResponseWriter, r *http.Request) error {
	f, err := readOptionalBody(w, r)
	if err != nil {
		return err
	}
	keepWaiting := false
	readFlag(&f, "keep_waiting", &keepWaiting)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	c, err := a.Store.EndCallback(r.Context(), web.Access(r), r.PathValue("callback"), keepWaiting)
	if err != nil {
		return err
	}
	return a.writeCallback(w, r, http.StatusOK, c)
}
