package demo

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"callboard/models"
)

// The trickle starts lively, so that the log fills while one looks, and goes
// on slowly, so that a forgotten demo does not fill the disk.
const (
	lively      = time.Second
	livelyCount = 60
	calm        = 20 * time.Second
)

// source is who published the demo's events, as the log shows it.
const source = "demo"

// trickle publishes an event now and then until ctx ends. An event that
// cannot be published is logged and left out.
func (d *Demo) trickle(ctx context.Context, at sample) {
	steps := d.steps(at)
	for n := 0; ; n++ {
		wait := calm
		if n < livelyCount {
			wait = lively
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if err := steps[n%len(steps)](ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "demo event left out", "error", err)
		}
	}
}

// step publishes one event.
type step func(ctx context.Context) error

// steps is one round of the trickle: what happens in a gym in a while.
func (d *Demo) steps(at sample) []step {
	happens := func(eventType string) step {
		return func(ctx context.Context) error { return d.happen(ctx, at, eventType) }
	}
	joins := func(ctx context.Context) error { return d.joins(ctx, at) }
	signsUp := func(ctx context.Context) error { return d.signsUp(ctx, at) }
	visits := func(ctx context.Context) error { return d.visits(ctx, at) }
	told := notices()
	return []step{
		happens("person_added"), joins, signsUp, happens("person_updated"), joins, visits,
		happens("ack_participant_added"), joins, happens(told[0]), happens(told[1]), happens("person_updated"), joins, signsUp,
		happens("subscription_added"), joins, visits, happens("person_updated"), joins, signsUp,
		happens("person_added"), joins, happens(told[2]), happens(told[3]), happens("subscription_removed"), joins,
	}
}

// happen publishes an event of the company as a whole.
func (d *Demo) happen(ctx context.Context, at sample, eventType string) error {
	known, _ := models.EventTypeNamed(eventType)
	who := somebody()
	data := bytes.ReplaceAll(known.Sample, []byte(`"Ines"`), text(who.first))
	data = bytes.ReplaceAll(data, []byte(`"Bakker"`), text(who.last))
	data = bytes.ReplaceAll(data, []byte(`ines.bakker@`), []byte(who.address()))
	_, err := d.Events.Publish(ctx, nil, []models.Event{{
		CompanyID: at.company.ID, Type: eventType, FilterValue: known.Filter.Value(data),
		Data: data, OccurredAt: models.At(d.Store.Now()), Source: source,
	}})
	if err != nil {
		return fmt.Errorf("publish %s: %w", eventType, err)
	}
	return nil
}

// person is somebody who comes to the gym.
type person struct{ first, last string }

// address is the beginning of their e-mail address.
func (p person) address() string {
	return strings.ToLower(p.first + "." + strings.ReplaceAll(p.last, " ", "") + "@")
}

func somebody() person {
	first := [...]string{"Anna", "Bram", "Chidi", "Daan", "Elif", "Femke", "Giulia", "Hugo", "Ines", "Joris"}
	last := [...]string{"Bakker", "de Vries", "Jansen", "Mulder", "Okafor", "Peeters", "Rossi", "Smit", "Visser", "Yilmaz"}
	return person{first: first[rand.IntN(len(first))], last: last[rand.IntN(len(last))]}
}
