package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.addCallback(t, a.postbackCallback())
		owed := a.storeDeliveries(t, c, models.HeldInactive)
		at := models.At(noon)
		paused, err := s.PauseCallback(t.Context(), a.by(), c.PublicID, " till is moved ")
		if err != nil || paused.PausedAt != at || paused.PauseReason != "till is moved" {
			t.Fatalf("paused as %+v (%v)", paused, err)
		}
		want := untouched(map[string]state{
			"queued":   {Status: models.Queued, Hold: models.HeldPaused},
			"retrying": {Status: models.Retrying, Hold: models.HeldPaused},
			"held":     {Status: models.Queued, Hold: models.HeldInactive},
		})
		if diff := cmp.Diff(want, a.states(t, owed)); diff != "" {
			t.Error(diff)
		}
		if waiting, held, err := s.Waiting(t.Context(), a.by().Scope, c.ID); waiting != 3 || held != 3 || err != nil {
			t.Errorf("%d wait, %d held (%v)", waiting, held, err)
		}
		if _, _, err := s.Waiting(t.Context(), models.Scope{}, c.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("counted without a scope: %v", err)
		}
		released, err := s.ResumeCallback(t.Context(), a.by(), c.PublicID)
		if released != 2 || err != nil {
			t.Errorf("%d released (%v)", released, err)
		}
		want["queued"] = state{Status: models.Queued, Due: at}
		want["retrying"] = state{Status: models.Retrying, Due: at}
		if diff := cmp.Diff(want, a.states(t, owed)); diff != "" {
			t.Error(diff)
		}
		if again, err := s.ResumeCallback(t.Context(), a.by(), c.PublicID); again != 0 || err != nil {
			t.Errorf("%d released again (%v)", again, err)
		}
		if got := a.callback(t, c.PublicID); got.Version != 3 || got.Paused() || got.PauseReason != "" {
			t.Errorf("resumed as %+v", got)
		}
	}, atNoon)
}
