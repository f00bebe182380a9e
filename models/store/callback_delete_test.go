package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestDeleteCallback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		c := a.addCallback(t, a.postbackCallback())
		owed := a.storeDeliveries(t, c, models.HeldPaused)
		if err := s.DeleteCallback(t.Context(), b.by(), c.PublicID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another company deleted it: %v", err)
		}
		if err := s.DeleteCallback(t.Context(), a.by(), c.PublicID); err != nil {
			t.Fatal(err)
		}
		gone := state{models.Cancelled, "", models.CancelledByDelete, "ines@example.org", 0, models.At(noon)}
		if diff := cmp.Diff(untouched(map[string]state{"queued": gone, "retrying": gone, "held": gone}), a.states(t, owed)); diff != "" {
			t.Error(diff)
		}
		if err := s.DeleteCallback(t.Context(), a.by(), c.PublicID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		var row models.Callback
		if err := s.DB().Take(&row, "id = ?", c.ID).Error; err != nil || row.DeletedAt != models.At(noon) || row.URL != c.URL {
			t.Errorf("the row is %+v (%v)", row, err)
		}
	}, atNoon)
}
