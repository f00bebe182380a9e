package store_test

import (
	"errors"
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestOverlap(t *testing.T) {
	t.Parallel()
	const hour = models.Millis(3_600_000)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, tt := range []struct {
			name    string
			change  func(a fixture, c *models.Callback)
			overlap bool
		}{
			{"same range", func(_ fixture, _ *models.Callback) {}, true},
			{"no end", func(_ fixture, c *models.Callback) { c.EndAt = 0 }, true},
			{"within", func(_ fixture, c *models.Callback) { c.StartAt, c.EndAt = noonMinute+11*hour, noonMinute+12*hour }, true},
			{"the last minute", func(_ fixture, c *models.Callback) { c.StartAt, c.EndAt = noonMinute+20*hour-60_000, 0 }, true},
			{"from its end on", func(_ fixture, c *models.Callback) { c.StartAt, c.EndAt = noonMinute+20*hour, 0 }, false},
			{"up to its start", func(_ fixture, c *models.Callback) { c.StartAt, c.EndAt = noonMinute+hour, noonMinute+10*hour }, false},
			{"another type", func(_ fixture, c *models.Callback) { c.Types[0].Type = "subscription_removed" }, false},
			{"another list", func(_ fixture, c *models.Callback) { c.Types[0].FilterValue = "L1" }, false},
			{"a location", func(a fixture, c *models.Callback) { c.LocationID = a.location.ID }, false},
		} {
			a := newFixture(t, s)
			taken := a.eventCallback()
			taken.Types = []models.CallbackType{{Type: "subscription_added", FilterValue: "l1"}}
			taken.StartAt, taken.EndAt = noonMinute+10*hour, noonMinute+20*hour
			c := taken
			taken = a.addCallback(t, taken)
			c.Types = []models.CallbackType{{Type: "subscription_added", FilterValue: "l1"}}
			tt.change(a, &c)
			err := s.CreateCallback(t.Context(), a.by(), &c)
			other, overlaps := errors.AsType[models.OverlapError](err)
			if overlaps != tt.overlap || overlaps && other.Other.PublicID != taken.PublicID || !overlaps && err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	}, atNoon)
}

func TestOverlapOfUpdate(t *testing.T) {
	t.Parallel()
	const hour = models.Millis(3_600_000)
	from := noonMinute + hour
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		first, second := a.eventCallback(), a.eventCallback()
		first.StartAt, first.EndAt, second.StartAt = noonMinute-hour, from, from
		first, second = a.addCallback(t, first), a.addCallback(t, second)
		first.EndAt += 60_000
		if _, overlaps := errors.AsType[models.OverlapError](s.UpdateCallback(t.Context(), a.by(), &first)); !overlaps {
			t.Error("the first grew into the second")
		}
		if got := a.callback(t, first.PublicID); got.Version != 1 || got.EndAt != from {
			t.Errorf("the refused change was stored: %+v", got)
		}
		second.URL = "https://other.example.org/"
		if err := s.UpdateCallback(t.Context(), a.by(), &second); err != nil {
			t.Errorf("a callback overlaps with itself: %v", err)
		}
		if _, err := s.EndCallback(t.Context(), a.by(), first.PublicID, false); err != nil {
			t.Fatal(err)
		}
		between := a.eventCallback() // from now on, where the ended one ends
		between.EndAt = from
		a.addCallback(t, between)
		past := a.eventCallback()
		past.StartAt, past.EndAt = noonMinute-60_000, noonMinute
		a.addCallback(t, past) // history, as that of the ended one is
	}, atNoon)
}

// An ended callback stands in nobody's way, whatever its range was.
func TestOverlapWithHistory(t *testing.T) {
	t.Parallel()
	const hour = models.Millis(3_600_000)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, dates := range map[string][2]models.Millis{
			"active": {noonMinute - hour, noonMinute + hour}, "without an end": {noonMinute - hour, 0},
			"to come": {noonMinute + hour, noonMinute + 2*hour}, "over already": {noonMinute - 2*hour, noonMinute - hour},
		} {
			a := newFixture(t, s)
			first := a.eventCallback()
			first.StartAt, first.EndAt = dates[0], dates[1]
			again := first
			first = a.addCallback(t, first)
			if _, err := s.EndCallback(t.Context(), a.by(), first.PublicID, false); err != nil {
				t.Fatal(err)
			}
			second := again
			if err := s.CreateCallback(t.Context(), a.by(), &second); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			second.EndAt = noonMinute // ends by a change
			if second.StartAt >= noonMinute {
				continue
			}
			if err := s.UpdateCallback(t.Context(), a.by(), &second); err != nil && name != "over already" {
				t.Errorf("%s, ended by a change: %v", name, err)
			}
		}
	}, atNoon)
}

// A callback that was ended before it started has no range to overlap with.
func TestOverlapWithNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		future := a.eventCallback()
		future.StartAt = noonMinute + 600_000
		future = a.addCallback(t, future)
		if _, err := s.EndCallback(t.Context(), a.by(), future.PublicID, false); err != nil {
			t.Fatal(err)
		}
		around := a.eventCallback()
		around.StartAt = noonMinute - 600_000
		a.addCallback(t, around)
	}, atNoon)
}

func TestOverlapOfManyAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		const many = 24
		errs := make([]error, many)
		var group sync.WaitGroup
		for i := range many {
			group.Go(func() {
				c := a.eventCallback()
				errs[i] = s.CreateCallback(t.Context(), a.by(), &c)
			})
		}
		group.Wait()
		stored := 0
		for _, err := range errs {
			if _, overlaps := errors.AsType[models.OverlapError](err); err == nil {
				stored++
			} else if !overlaps {
				t.Error(err)
			}
		}
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{})
		if stored != 1 || len(all) != 1 || err != nil {
			t.Errorf("%d were accepted, %d are stored (%v)", stored, len(all), err)
		}
	})
}

// A callback that takes another's place ends it when it starts.
func TestReplaceCallback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		old := a.eventCallback()
		old.StartAt = noonMinute - 600_000
		old = a.addCallback(t, old)
		foreign := newFixture(t, s)
		stranger := foreign.addCallback(t, foreign.eventCallback())
		next := a.eventCallback()
		next.StartAt, next.URL = noonMinute+600_000, "ftp://x"
		if err := s.ReplaceCallback(t.Context(), a.by(), &next, old.PublicID); !problem("url", "URL must start with https:// or http://")(err) {
			t.Errorf("with a URL to mend: %v", err)
		}
		next.URL = old.URL
		if err := s.ReplaceCallback(t.Context(), a.by(), &next, stranger.PublicID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another company's callback was ended: %v", err)
		}
		if got := a.callback(t, old.PublicID); got.EndAt != 0 {
			t.Errorf("a refused callback ended the other at %d", got.EndAt)
		}
		if err := s.ReplaceCallback(t.Context(), a.by(), &next, old.PublicID); err != nil {
			t.Fatal(err)
		}
		if got := a.callback(t, old.PublicID); got.EndAt != next.StartAt || got.Version != 2 || len(audited(t, s, old.ID)) != 2 {
			t.Errorf("the other became %+v", got)
		}
		earlier := next
		earlier.StartAt = noonMinute
		if err := s.ReplaceCallback(t.Context(), a.by(), &earlier, old.PublicID); err != nil || a.callback(t, old.PublicID).EndAt != noonMinute {
			t.Errorf("an edit did not end the other earlier: %v", err)
		}
		unlike := a.addCallback(t, a.postbackCallback())
		edit := earlier
		if err := s.ReplaceCallback(t.Context(), a.by(), &edit, unlike.PublicID); err != nil || a.callback(t, unlike.PublicID).EndAt != 0 {
			t.Errorf("a callback that does not compete was ended (%v)", err)
		}
	}, atNoon)
}

// The same form sent twice stores one callback.
func TestCreateCallbackTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		first := a.postbackCallback()
		first.ID = s.NewID()
		second := first
		first, second = a.addCallback(t, first), a.addCallback(t, second)
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{})
		if first.PublicID != second.PublicID || len(all) != 1 || err != nil {
			t.Errorf("%s and %s, %d stored (%v)", first.PublicID, second.PublicID, len(all), err)
		}
	})
}
