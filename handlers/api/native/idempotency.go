package native

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// idempotencyKeyLimit is the longest Idempotency-Key, in characters.
const idempotencyKeyLimit = 255

// idempotent lets a call name itself with an Idempotency-Key: sent again within
// a day, it is answered as the first time and does nothing. What was refused is
// not remembered.
func (a API) idempotent(page web.Page) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		key := r.Header.Get("Idempotency-Key")
		if key == "" {
			return page(w, r)
		}
		if len(key) > idempotencyKeyLimit {
			return models.Problems{{Field: "Idempotency-Key", Code: models.TooLong, Text: "Idempotency-Key must be 255 characters or fewer"}}
		}
		body, err := api.ReadBody(w, r, publishLimit)
		if err != nil {
			return err
		}
		api.KeepBody(r, body)
		call := idempotentCall(r, key, body)
		stored, err := a.Store.BeginIdempotent(r.Context(), call)
		switch {
		case err != nil:
			return err
		case stored != nil:
			w.Header().Set("Idempotency-Replayed", "true")
			return writeStored(w, *stored)
		}
		return a.answerFirst(w, r, call, page)
	}
}

// answerFirst answers a call for the first time, and stores the answer. What
// the call has done cannot be undone: when the answer cannot be stored, that is
// no failure of the call.
func (a API) answerFirst(w http.ResponseWriter, r *http.Request, call store.IdempotentCall, page web.Page) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(r.Context()), 10*time.Second)
	defer stop()
	recorder := &answerRecorder{header: http.Header{}}
	if err := page(recorder, r); err != nil {
		if dropErr := a.Store.DropIdempotent(ctx, call); dropErr != nil {
			slog.ErrorContext(ctx, "call not forgotten", "route", r.Pattern, "error", dropErr)
		}
		return err
	}
	answer := store.IdempotentAnswer{
		Code: recorder.status, Type: recorder.header.Get("Content-Type"), Location: recorder.header.Get("Location"), Body: recorder.body.Bytes(),
	}
	if err := a.Store.FinishIdempotent(ctx, call, answer); err != nil {
		slog.ErrorContext(ctx, "answer not kept", "route", r.Pattern, "error", err)
	}
	return writeStored(w, answer)
}

// idempotentCall names a call after who makes it, so that nobody gets the answer
// of somebody else. The hash of what it asks for tells when another call bears
// the same name.
func idempotentCall(r *http.Request, key string, body []byte) store.IdempotentCall {
	content := sha256.New()
	fmt.Fprintf(content, "%s %s\n", r.Method, r.URL.RequestURI())
	content.Write(body)
	return store.IdempotentCall{Name: callName(r, key), Hash: content.Sum(nil)}
}

// callName joins who makes a call and its Idempotency-Key.
func callName(r *http.Request, key string) string {
	hash := sha256.Sum256([]byte(key))
	return fmt.Sprintf("%s:%s", web.Access(r).Actor.ID, hex.EncodeToString(hash[:]))
}

func writeStored(w http.ResponseWriter, answer store.IdempotentAnswer) error {
	for name, value := range map[string]string{"Content-Type": answer.Type, "Location": answer.Location} {
		if value != "" {
			w.Header().Set(name, value)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body) // the caller has gone when this fails
	return nil
}

// answerRecorder holds an answer back until it is stored.
type answerRecorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is that of the answer.
func (rec *answerRecorder) Header() http.Header { return rec.header }

// WriteHeader notes the status.
func (rec *answerRecorder) WriteHeader(status int) { rec.status = status }

// Write keeps the body.
func (rec *answerRecorder) Write(p []byte) (int, error) { return rec.body.Write(p) }
