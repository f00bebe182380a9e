package delivery

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/store"
)

// Publish accepts events, and with them the change of a record that they
// report (nil for none): all of it and every delivery in one transaction, or
// nothing. It fills in what the events lack and returns them so. ErrNoCallback
// when no active callback asks for a test event.
func (e *Engine) Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error) {
	now := models.At(e.store.Now())
	events = slices.Clone(events)
	audiences := map[models.ID]models.Subscribers{}
	var deliveries []models.Delivery
	for i := range events {
		e.complete(&events[i], now)
		audience, err := e.audience(ctx, audiences, events[i].CompanyID)
		if err != nil {
			return nil, err
		}
		rows, sent := e.fanOut(events[i], audience)
		if events[i].Test && !sent {
			return nil, models.ErrNoCallback
		}
		events[i].Wanted = wanted(rows, audience)
		deliveries = append(deliveries, rows...)
	}
	if err := e.store.Accept(ctx, change, events, deliveries); err != nil {
		return nil, fmt.Errorf("accept %d events: %w", len(events), err)
	}
	e.ripen(ctx, audiences, deliveries)
	e.Wake()
	return events, nil
}

// ripen sends the batches that the deliveries have filled. When that does not
// work they go a moment later, when their oldest comes due.
func (e *Engine) ripen(ctx context.Context, audiences map[models.ID]models.Subscribers, deliveries []models.Delivery) {
	got := map[models.ID]bool{}
	for _, d := range deliveries {
		got[d.CallbackID] = got[d.CallbackID] || d.DueAt != 0
	}
	var filled []models.Callback
	for _, a := range audiences {
		for _, c := range a.Callbacks {
			if c.BatchWait() > 0 && got[c.ID] {
				filled = append(filled, c)
			}
		}
	}
	if len(filled) == 0 {
		return
	}
	if err := e.store.FlushFullBatches(ctx, filled); err != nil {
		e.log.WarnContext(ctx, "full batches not sent at once", "error", err)
	}
}

// audience reads the callbacks of a company once for each call of Publish.
func (e *Engine) audience(ctx context.Context, known map[models.ID]models.Subscribers, company models.ID) (models.Subscribers, error) {
	if a, found := known[company]; found {
		return a, nil
	}
	a, err := e.store.Subscribers(ctx, company)
	if err != nil {
		return a, fmt.Errorf("read the callbacks of company %s: %w", company, err)
	}
	known[company] = a.Arranged()
	return known[company], nil
}

// complete gives an event its ids and dates, and what its type says about it.
func (e *Engine) complete(one *models.Event, now models.Millis) {
	kind, _ := models.EventTypeNamed(one.Type)
	one.Action = cmp.Or(one.Action, kind.Action)
	one.FilterValue = cmp.Or(one.FilterValue, kind.Filter.Value(one.Data))
	one.ID = e.store.NewID()
	one.PublicID = cmp.Or(one.PublicID, store.NewUpperID())
	one.OccurredAt = cmp.Or(one.OccurredAt, now)
	one.AcceptedAt = now
}

// fanOut makes the deliveries of an event, one for each callback it concerns.
// sent says whether one of them goes out, now or when it is let go.
func (e *Engine) fanOut(one models.Event, a models.Subscribers) (rows []models.Delivery, sent bool) {
	for _, c := range a.Callbacks {
		v := Match(c, one, a)
		if !v.Concerns {
			continue
		}
		rows = append(rows, e.row(c, one, v))
		sent = sent || v.Sends()
	}
	return rows, sent
}

// wanted names what the callbacks of an event's deliveries ask for beside the
// record. Those that get nothing now count as well: a delivery that was not
// sent can be sent by hand.
func wanted(rows []models.Delivery, a models.Subscribers) []string {
	var names []string
	for _, c := range a.Callbacks {
		if c.Settings.Expands == "" && c.Settings.Condition == "" {
			continue
		}
		i := slices.IndexFunc(rows, func(d models.Delivery) bool { return d.CallbackID == c.ID })
		if i < 0 {
			continue
		}
		names = append(names, models.ExpandNames(c.Settings.Expands)...)
		resource, _, _ := strings.Cut(rows[i].EventType, ".")
		if c.Settings.Condition != "" && models.IsSourced(resource) {
			names = append(names, models.ExpandsAroundProfile()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// row makes the delivery that a verdict asks for.
func (e *Engine) row(c models.Callback, one models.Event, v Decision) models.Delivery {
	id, plan := e.store.NewID(), c.Plan()
	d := models.Delivery{
		ID: id, Shard: models.ShardOf(id), EventID: one.ID, CallbackID: c.ID,
		CompanyID: one.CompanyID, LocationID: one.LocationID, CallbackVersion: c.Version,
		EventType: one.Type, Host: c.Host, Test: one.Test, PlanLen: len(plan),
		HoldReason: v.Hold, Reason: v.Reason, ReasonDetail: v.Detail,
	}
	if v.Reason == "" {
		d.ConditionState = c.Asks()
	}
	switch {
	case v.Reason != "":
		d.Status, d.FinishedAt = models.NotSent, one.AcceptedAt
	case v.Hold != "":
		d.Status = models.Queued
	case d.ConditionState == models.ConditionPending:
		d.Status, d.DueAt = models.Queued, models.At(one.AcceptedAt.Time().Add(plan[0])) // it joins a batch afterwards
	default:
		d.Status, d.DueAt = models.Queued, models.At(one.AcceptedAt.Time().Add(plan[0]+c.BatchWait()))
	}
	return d
}
