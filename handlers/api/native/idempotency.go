package native

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// nameLimit is the longest Idempotency-Key, in characters.
const nameLimit = 255

// once lets a call name itself with an Idempotency-Key: sent again within a
// day, it is answered as the first time and does nothing. What was refused is
// not remembered.
func (a API) once(page web.Page) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		name := r.Header.Get("Idempotency-Key")
		if name == "" {
			return page(w, r)
		}
		if len(name) > nameLimit {
			return models.Problems{{Field: "Idempotency-Key", Code: models.TooLong, Text: "Idempotency-Key must be 255 characters or fewer"}}
		}
		body, err := api.ReadBody(w, r, publishLimit)
		if err != nil {
			return err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		c := call(r, name, body)
		known, err := a.Store.BeginIdempotent(r.Context(), c)
		switch {
		case err != nil:
			return err
		case known != nil:
			w.Header().Set("Idempotency-Replayed", "true")
			return replay(w, *known)
		}
		return a.first(w, r, namedPage{c, page})
	}
}

// namedPage is a page that is called by name.
type namedPage struct {
	call store.IdempotentCall
	page web.Page
}

// first answers a call for the first time, and keeps the answer. What the
// call has done cannot be undone: not being able to keep it is no failure of
// the call.
func (a API) first(w http.ResponseWriter, r *http.Request, n namedPage) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(r.Context()), 10*time.Second)
	defer stop()
	kept := &answerRecorder{header: http.Header{}}
	if err := n.page(kept, r); err != nil {
		if dropped := a.Store.DropIdempotent(ctx, n.call); dropped != nil {
			slog.ErrorContext(ctx, "call not forgotten", "route", r.Pattern, "error", dropped)
		}
		return err
	}
	answer := store.IdempotentAnswer{
		Code: kept.status, Type: kept.header.Get("Content-Type"), Location: kept.header.Get("Location"), Body: kept.body.Bytes(),
	}
	if err := a.Store.FinishIdempotent(ctx, n.call, answer); err != nil {
		slog.ErrorContext(ctx, "answer not kept", "route", r.Pattern, "error", err)
	}
	return replay(w, answer)
}

// call names a call after who makes it, so that nobody gets the answer of
// somebody else.
func call(r *http.Request, name string, body []byte) store.IdempotentCall {
	hashed := sha256.Sum256([]byte(name))
	content := sha256.New()
	fmt.Fprintf(content, "%s %s\n", r.Method, r.URL.RequestURI())
	content.Write(body)
	return store.IdempotentCall{
		Name: fmt.Sprintf("%s:%s", web.Access(r).Actor.ID, hex.EncodeToString(hashed[:])), Hash: content.Sum(nil),
	}
}

func replay(w http.ResponseWriter, a store.IdempotentAnswer) error {
	for name, value := range map[string]string{"Content-Type": a.Type, "Location": a.Location} {
		if value != "" {
			w.Header().Set(name, value)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(a.Code)
	_, _ = w.Write(a.Body) // the caller has gone when this fails
	return nil
}

// answerRecorder holds an answer back until it is kept.
type answerRecorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is that of the answer.
func (k *answerRecorder) Header() http.Header { return k.header }

// WriteHeader notes the status.
func (k *answerRecorder) WriteHeader(status int) { k.status = status }

// Write keeps the body.
func (k *answerRecorder) Write(p []byte) (int, error) { return k.body.Write(p) }
