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

// The first events come quickly, so that the log fills while somebody looks at it,
// and the others slowly, so that a demo that was forgotten does not fill the disk.
const (
	fastInterval = time.Second
	fastEvents   = 60
	slowInterval = 20 * time.Second
)

// source is how the log names the publisher of the demo's events.
const source = "demo"

// trickle publishes an event now and then until ctx ends. An event that cannot be
// published is logged and left out.
func (d *Demo) trickle(ctx context.Context, s sample) {
	steps := d.steps(s)
	for n := 0; ; n++ {
		wait := slowInterval
		if n < fastEvents {
			wait = fastInterval
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
func (d *Demo) steps(s sample) []step {
	event := func(eventType string) step {
		return func(ctx context.Context) error { return d.publishEvent(ctx, s, eventType) }
	}
	contact := func(ctx context.Context) error { return d.publishContact(ctx, s) }
	profile := func(ctx context.Context) error { return d.publishProfile(ctx, s) }
	visit := func(ctx context.Context) error { return d.publishVisit(ctx, s) }
	types := notifications()
	return []step{
		event("person_added"), contact, profile, event("person_updated"), contact, visit,
		event("ack_participant_added"), contact, event(types[0]), event(types[1]), event("person_updated"), contact, profile,
		event("subscription_added"), contact, visit, event("person_updated"), contact, profile,
		event("person_added"), contact, event(types[2]), event(types[3]), event("subscription_removed"), contact,
	}
}

// publishEvent publishes an event of the company: the sample of its type, about
// somebody else.
func (d *Demo) publishEvent(ctx context.Context, s sample, name string) error {
	eventType, _ := models.EventTypeNamed(name)
	who := randomPerson()
	data := bytes.ReplaceAll(eventType.Sample, []byte(`"Ines"`), jsonText(who.first))
	data = bytes.ReplaceAll(data, []byte(`"Bakker"`), jsonText(who.last))
	data = bytes.ReplaceAll(data, []byte(`ines.bakker@`), []byte(who.address()))
	_, err := d.Events.Publish(ctx, nil, []models.Event{{
		CompanyID: s.company.ID, Type: name, FilterValue: eventType.Filter.Value(data),
		Data: data, OccurredAt: models.At(d.Store.Now()), Source: source,
	}})
	if err != nil {
		return fmt.Errorf("publish %s: %w", name, err)
	}
	return nil
}

// person is somebody who comes to the gym.
type person struct{ first, last string }

// address is their e-mail address up to the @.
func (p person) address() string {
	return strings.ToLower(p.first + "." + strings.ReplaceAll(p.last, " ", "") + "@")
}

func randomPerson() person {
	first := [...]string{"Anna", "Bram", "Chidi", "Daan", "Elif", "Femke", "Giulia", "Hugo", "Ines", "Joris"}
	last := [...]string{"Bakker", "de Vries", "Jansen", "Mulder", "Okafor", "Peeters", "Rossi", "Smit", "Visser", "Yilmaz"}
	return person{first: first[rand.IntN(len(first))], last: last[rand.IntN(len(last))]}
}
