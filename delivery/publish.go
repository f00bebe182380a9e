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

// Publish accepts events, and with them the changes of records that they report
// (nil for none): the changes, the events and every delivery in one transaction,
// or nothing. It returns the events with their ids and dates filled in.
// ErrNoCallback when no active callback asks for a test event, EventConflicts when an
// id is taken.
func (e *Engine) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	now := models.At(e.store.Now())
	events = slices.Clone(events)
	byCompany := map[models.ID]models.Subscribers{}
	var deliveries []models.Delivery
	for i := range events {
		e.complete(&events[i], now)
		subscribers, err := e.subscribers(ctx, byCompany, events[i].CompanyID)
		if err != nil {
			return nil, err
		}
		ofEvent, sent := e.fanOut(events[i], subscribers)
		if events[i].Test && !sent {
			return nil, models.ErrNoCallback
		}
		events[i].Wanted = wanted(ofEvent, subscribers)
		deliveries = append(deliveries, ofEvent...)
	}
	if err := e.store.Accept(ctx, changes, events, deliveries); err != nil {
		return nil, fmt.Errorf("accept %d events: %w", len(events), err)
	}
	e.flushFullBatches(ctx, byCompany, deliveries)
	e.Wake()
	return events, nil
}

// flushFullBatches makes the batches due that the deliveries may have filled.
// When that fails they go a moment later, when their oldest delivery comes due.
func (e *Engine) flushFullBatches(ctx context.Context, byCompany map[models.ID]models.Subscribers, deliveries []models.Delivery) {
	gotDelivery := map[models.ID]bool{}
	for _, d := range deliveries {
		gotDelivery[d.CallbackID] = gotDelivery[d.CallbackID] || d.DueAt != 0
	}
	var batched []models.Callback
	for _, subscribers := range byCompany {
		for _, c := range subscribers.Callbacks {
			if c.BatchWait() > 0 && gotDelivery[c.ID] {
				batched = append(batched, c)
			}
		}
	}
	if len(batched) == 0 {
		return
	}
	if err := e.store.FlushFullBatches(ctx, batched); err != nil {
		e.log.WarnContext(ctx, "full batches not sent at once", "error", err)
	}
}

// subscribers returns the callbacks of a company. It reads them once for each
// call of Publish, and keeps them in byCompany.
func (e *Engine) subscribers(ctx context.Context, byCompany map[models.ID]models.Subscribers, company models.ID) (models.Subscribers, error) {
	if subscribers, ok := byCompany[company]; ok {
		return subscribers, nil
	}
	subscribers, err := e.store.Subscribers(ctx, company)
	if err != nil {
		return subscribers, fmt.Errorf("read the callbacks of company %s: %w", company, err)
	}
	byCompany[company] = subscribers.WithReplacements()
	return byCompany[company], nil
}

// complete gives an event its ids and dates, and the action and filter value
// that follow from its type.
func (e *Engine) complete(event *models.Event, now models.Millis) {
	eventType, _ := models.EventTypeNamed(event.Type)
	event.Action = cmp.Or(event.Action, eventType.Action)
	event.FilterValue = cmp.Or(event.FilterValue, eventType.Filter.Value(event.Data))
	if !event.Test { // the date is not given yet
		event.ContentHash = event.ContentSum()
	}
	event.ID = e.store.NewID()
	event.PublicID = cmp.Or(event.PublicID, store.NewUpperID())
	event.OccurredAt = cmp.Or(event.OccurredAt, now)
	event.AcceptedAt = now
}

// fanOut makes the deliveries of an event, one for each callback that asks for
// it. sent says whether one of them is sent, now or once it is no longer held.
func (e *Engine) fanOut(event models.Event, subscribers models.Subscribers) (deliveries []models.Delivery, sent bool) {
	for _, c := range subscribers.Callbacks {
		decision := Match(c, event, subscribers)
		if !decision.Concerns {
			continue
		}
		deliveries = append(deliveries, e.newDelivery(c, event, decision))
		sent = sent || decision.Sends()
	}
	return deliveries, sent
}

// wanted names the related records that the callbacks of an event's deliveries
// ask for. Deliveries that are not sent count as well: they can be resent by
// hand.
func wanted(deliveries []models.Delivery, subscribers models.Subscribers) []string {
	var names []string
	for _, c := range subscribers.Callbacks {
		if c.Settings.Expands == "" && c.Settings.Condition == "" {
			continue
		}
		i := slices.IndexFunc(deliveries, func(d models.Delivery) bool { return d.CallbackID == c.ID })
		if i < 0 {
			continue
		}
		names = append(names, models.ExpandNames(c.Settings.Expands)...)
		resource, _, _ := strings.Cut(deliveries[i].EventType, ".")
		if c.Settings.Condition != "" && models.InDatabase(resource) {
			names = append(names, models.ExpandsAroundProfile()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// newDelivery makes the delivery of an event to a callback that a decision asks
// for.
func (e *Engine) newDelivery(c models.Callback, event models.Event, decision Decision) models.Delivery {
	id, plan := e.store.NewID(), c.Plan()
	d := models.Delivery{
		ID: id, EventID: event.ID, CallbackID: c.ID,
		CompanyID: event.CompanyID, LocationID: event.LocationID, CallbackVersion: c.Version,
		EventType: event.Type, Host: c.Host, Test: event.Test, PlanLen: len(plan),
		HoldReason: decision.Hold, Reason: decision.Reason, ReasonDetail: decision.Detail,
	}
	if decision.Reason == "" {
		d.ConditionState = c.Asks()
	}
	switch {
	case decision.Reason != "":
		d.Status, d.FinishedAt = models.NotSent, event.AcceptedAt
	case decision.Hold != "":
		d.Status = models.Queued
	case d.ConditionState == models.ConditionPending:
		d.Status, d.DueAt = models.Queued, models.At(event.AcceptedAt.Time().Add(plan[0])) // it joins a batch afterwards
	default:
		d.Status, d.DueAt = models.Queued, models.At(event.AcceptedAt.Time().Add(plan[0]+c.BatchWait()))
	}
	return d
}
