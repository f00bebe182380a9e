package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestSubscribers(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, c *clock) {
		live, ended, deleted := a.addCallback(t, a.eventCallback()), a.addCallback(t, a.postbackCallback()), a.addCallback(t, a.postbackCallback())
		set := func(id models.ID, column string, at models.Millis) {
			if err := a.s.DB().Model(&models.Callback{}).Where("id = ?", id).Update(column, at).Error; err != nil {
				t.Fatal(err)
			}
		}
		set(ended.ID, "end_at", models.At(noon))
		set(deleted.ID, "deleted_at", models.At(noon))
		newFixture(t, a.s)
		interested := func() (ids []models.ID) {
			found, err := a.s.Subscribers(t.Context(), a.company.ID)
			if err != nil {
				t.Fatal(err)
			}
			if found.Company.ID != a.company.ID || len(found.Locations) != 1 || !found.Locations[a.location.ID].Active {
				t.Errorf("company %s with %d locations", found.Company.ID, len(found.Locations))
			}
			for _, one := range found.Callbacks {
				ids = append(ids, one.ID)
				if len(one.Types) == 0 {
					t.Errorf("callback %s came without its types", one.PublicID)
				}
			}
			return ids
		}
		if diff := cmp.Diff([]models.ID{live.ID, ended.ID}, interested()); diff != "" {
			t.Errorf("at the end:\n%s", diff)
		}
		c.Advance(7 * 24 * time.Hour)
		if diff := cmp.Diff([]models.ID{live.ID}, interested()); diff != "" {
			t.Errorf("seven days later:\n%s", diff)
		}
		if _, err := a.s.Subscribers(t.Context(), 5); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown company: %v", err)
		}
	})
}
