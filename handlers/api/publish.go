package api

import (
	"context"

	"callboard/models"
)

// Publisher accepts events, and with them the change of a record that they
// report (nil for none), all or nothing. It returns the events as stored, with
// their ids. models.ErrNoCallback says that no active callback asks for a test
// event, which is then not stored; models.ErrConflict that somebody else
// changed the record meanwhile.
type Publisher interface {
	Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error)
}

// Source says who published an event, as the log shows it: "key Shop".
func Source(by models.Access) string { return string(by.Actor.Kind) + " " + by.Actor.Name }
