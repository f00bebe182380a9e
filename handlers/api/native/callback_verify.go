package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// Verification is what came of trying the URLs of a callback.
type Verification struct {
	Answered bool       `json:"answered" description:"Whether every URL answered 2xx. A batch callback is verified by that."`
	Released int        `json:"released" description:"Deliveries that were held back until now."`
	Tried    []TriedURL `json:"tried"`
}

// TriedURL is what came of trying one URL.
type TriedURL struct {
	URL       string       `json:"url"`
	StartedAt Date         `json:"started_at"`
	Took      int64        `json:"took_ms"`
	Code      *int         `json:"code"`
	Cause     *Explanation `json:"cause"`
	Handshake *Handshake   `json:"handshake" description:"What came of the handshake of CloudEvents, which goes before it; null for other formats."`
}

// Handshake is what a receiver answered when it was asked whether it takes events.
type Handshake struct {
	Allowed bool   `json:"allowed" description:"Whether it takes events from here. One that does not know the handshake may take them all the same."`
	Code    *int   `json:"code"`
	Text    string `json:"text"`
}

// handshakeOf returns nil, which is written as null, when there was none.
func handshakeOf(a *models.Attempt) *Handshake {
	if a == nil {
		return nil
	}
	answer := a.HandshakeAnswer()
	return &Handshake{Allowed: answer.Allowed, Code: orNull(a.Code), Text: answer.Text}
}

// verifyCallback tries whether the URL and the backup URL of a callback answer.
// A batch callback that was held back until then sends; for the others the
// answer is all there is.
func (a API) verifyCallback(w http.ResponseWriter, r *http.Request) error {
	if _, err := readOptionalBody(w, r); err != nil {
		return err
	}
	verification, err := a.Verifier.Verify(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	_, failed := verification.Failed()
	tried := make([]TriedURL, len(verification.Attempts))
	for i, attempt := range verification.Attempts {
		tried[i] = TriedURL{
			URL: attempt.URL, StartedAt: dateOf(attempt.StartedAt), Took: milliseconds(attempt.Timing.Total),
			Code: orNull(attempt.Code), Cause: explained(string(attempt.Cause), attempt.Failure().Sentence()),
			Handshake: handshakeOf(attempt.Handshake),
		}
	}
	return api.Write(w, http.StatusOK, Verification{Answered: !failed, Released: verification.Released, Tried: tried})
}
