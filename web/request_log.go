package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"callboard/models"
)

// notes are what is learned of a request on its way, for its line in the log.
type notes struct {
	reference string
	actor     string    // ActorID of who asks; "" for nobody
	read      slog.Attr // which payload was shown; empty for none
}

type notesKey struct{}

// notesOf returns the notes of a request; those of one that did not pass Middleware are
// read by nobody.
func notesOf(ctx context.Context) *notes {
	noted, ok := ctx.Value(notesKey{}).(*notes)
	if !ok {
		return &notes{}
	}
	return noted
}

// Reference names a request in an error page and in the log: "7F3KQ2MD".
func Reference(r *http.Request) string { return notesOf(r.Context()).reference }

// NoteRead notes that the asker of r is shown what was carried, so that the log tells
// who saw it. what holds the id of a delivery, an event or a record.
func NoteRead(r *http.Request, what slog.Attr) { notesOf(r.Context()).read = what }

// ActorID names an actor in the log: "person 4f2…", without an e-mail or a name.
func ActorID(a models.Actor) string { return string(a.Kind) + " " + a.ID.String() }

// log writes the line of a request. Pages that were only looked at are told when
// somebody debugs, unless they showed what was carried.
func (n *notes) log(r *http.Request, status int, took time.Duration) {
	level := slog.LevelDebug
	if r.Method != http.MethodGet || status >= http.StatusBadRequest || n.read.Key != "" {
		level = slog.LevelInfo
	}
	line := []slog.Attr{
		slog.String("method", r.Method), slog.String("route", r.Pattern), slog.Int("status", status),
		slog.Duration("took", took), slog.String("reference", n.reference), slog.String("address", Address(r)),
	}
	if n.actor != "" {
		line = append(line, slog.String("actor", n.actor))
	}
	if n.read.Key != "" {
		line = append(line, n.read)
	}
	slog.LogAttrs(r.Context(), level, "request answered", line...)
}
