package apitest

import (
	"context"

	"callboard/models"
	"callboard/models/store"
)

// Publisher takes events in the place of the engine: it stores each with its
// change, and matches no callbacks.
type Publisher struct {
	Errs    []error // of the next publishes, one each; nil lets one pass
	Changes []models.Change
	Events  []models.Event

	store *store.Store
}

// Publish stores events, and keeps them for the test to look at.
func (p *Publisher) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	if len(p.Errs) > 0 {
		err := p.Errs[0]
		p.Errs = p.Errs[1:]
		if err != nil {
			return nil, err
		}
	}
	for i := range events {
		if !events[i].Test {
			events[i].ContentHash = events[i].ContentSum()
		}
		events[i].ID, events[i].AcceptedAt = p.store.NewID(), models.At(p.store.Now())
		if events[i].PublicID == "" {
			events[i].PublicID = events[i].ID.String()
		}
	}
	if err := p.store.Accept(ctx, changes, events, nil); err != nil {
		return nil, err
	}
	p.Changes = append(p.Changes, changes...)
	p.Events = append(p.Events, events...)
	return events, nil
}
