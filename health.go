package main

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"callboard/models/store"
)

// silence is how long the engine may be silent before it counts as stopped:
// three of its heartbeats.
const silence = 15 * time.Second

// pulse is the store as the engine sees it, and remembers when the engine's
// heart last beat.
type pulse struct {
	*store.Store
	last atomic.Int64 // Unix milliseconds
}

// Beat notes that the engine lives, in the database and here.
func (p *pulse) Beat(ctx context.Context) error {
	err := p.Store.Beat(ctx)
	if err == nil {
		p.last.Store(p.Now().UnixMilli())
	}
	return err
}

// healthy says that the program runs. It does not ask the database.
func healthy(w http.ResponseWriter, _ *http.Request) { state(w, http.StatusOK, "ok") }

// ready says whether the program can do its work: the database answers, and
// the engine's heart beats.
func (p *pulse) ready(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), 2*time.Second)
	defer stop()
	switch {
	case p.Ping(ctx) != nil:
		state(w, http.StatusServiceUnavailable, "the database does not answer")
	case p.Now().Sub(time.UnixMilli(p.last.Load())) > silence:
		state(w, http.StatusServiceUnavailable, "the engine is silent")
	default:
		state(w, http.StatusOK, "ready")
	}
}

func state(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	io.WriteString(w, text+"\n")
}
