package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"callboard/condition"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/wire"
)

// lookBack is how long a condition may be tried on recent events, all together.
const lookBack = 2 * time.Second

// Recent runs the condition of the form on the newest real events.
func (t conditionTester) Recent(w http.ResponseWriter, r *http.Request) error {
	s, page, err := t.filled(r)
	if err != nil {
		return err
	}
	if text := page.Problems.On("condition"); text != "" {
		return t.show(w, r, page)
	}
	page.Problems = nil // the payload is not looked at
	ids, err := t.Store.RecentEvents(r.Context(), payloadScopeOf(r), s.recent(deliverylog.RecentMost))
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(r.Context(), lookBack)
	defer stop()
	page.Recent = &views.RecentConditionTests{Asked: len(ids)}
	for _, id := range ids {
		event, err := t.Store.EventByID(r.Context(), payloadScopeOf(r), id)
		if err != nil {
			return err
		}
		test, err := t.again(ctx, page.Condition, masked(event))
		if errors.Is(err, condition.ErrBusy) || errors.Is(err, context.DeadlineExceeded) {
			break // the page says how far it came
		}
		if err != nil {
			return err
		}
		page.Recent.Events = append(page.Recent.Events, test)
	}
	return t.show(w, r, page)
}

// again runs a condition on an event that happened.
func (t conditionTester) again(ctx context.Context, text string, e models.Event) (views.RecentConditionTest, error) {
	company, location, err := t.ownersOf(ctx, e)
	if err != nil {
		return views.RecentConditionTest{}, err
	}
	result, err := t.Conditions.Try(ctx, condition.Question{Text: text, Scope: condition.Scope(wire.ScopeOf(e, company, location))})
	if err != nil {
		return views.RecentConditionTest{}, fmt.Errorf("try a condition on event %s: %w", e.ID, err)
	}
	test := views.RecentConditionTest{Event: e, True: result.True, Why: result.Why, Failed: result.Error != nil}
	switch {
	case result.Error != nil:
		test.Why = result.Error.Words()
		if names := result.NameWords(); names != "" {
			test.Why += " (" + names + ")"
		}
	case test.Why == "" && result.Was != "":
		test.Why = "it gave " + result.Was
	}
	return test, nil
}
