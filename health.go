package main

import (
	"context"
	"io"
	"net/http"
	"time"

	"callboard/delivery"
	"callboard/models/store"
	"callboard/views"
)

// heartbeatTimeout is how long the engine may be silent before it counts as
// stopped: three of its heartbeats.
const heartbeatTimeout = 15 * time.Second

// healthy says that the program runs. It does not ask the database.
func healthy(w http.ResponseWriter, _ *http.Request) { writeHealth(w, http.StatusOK, "ok") }

// ready says whether the program can do its work: the database answers, and the
// engine has told it lately that it lives.
func ready(records *store.Store, engine *delivery.Engine) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), 2*time.Second)
		defer stop()
		switch {
		case records.Ping(ctx) != nil:
			writeHealth(w, http.StatusServiceUnavailable, "the database does not answer")
		case engine.SinceBeat() > heartbeatTimeout:
			writeHealth(w, http.StatusServiceUnavailable, "the engine is silent")
		case engine.Held:
			writeHealth(w, http.StatusOK, "ready, but held: nothing is sent")
		case engine.Trouble() != "":
			writeHealth(w, http.StatusOK, "ready, but nothing can be sent: "+engine.Trouble())
		case !delivery.HasRoots():
			writeHealth(w, http.StatusOK, "ready, but no receiver of https is trusted: no certificates of authorities on this machine")
		case records.Skew() != 0:
			writeHealth(w, http.StatusOK, "ready, but two clocks differ: "+views.SkewWords(records.Skew()))
		default:
			writeHealth(w, http.StatusOK, "ready")
		}
	}
}

func writeHealth(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	io.WriteString(w, text+"\n")
}
