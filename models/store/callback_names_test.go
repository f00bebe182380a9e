package store_test

import (
	"errors"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// A name is free again when the end of the callback that had it has passed,
// though nobody ended it.
func TestNameOfACallbackWhoseEndHasPassed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := models.Callback{
			Kind: models.KindBatch, CompanyID: a.company.ID, Name: "Bounces", URL: "https://crm.example/in", StartAt: 60_000, EndAt: 120_000,
			Settings: models.Settings{BatchSize: 5, User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
		}
		over := a.addCallback(t, c)
		c.StartAt, c.EndAt = 0, 0
		next := a.addCallback(t, c)
		if again := c; !errors.As(s.CreateCallback(t.Context(), a.by(), &again), new(models.Problems)) {
			t.Error("a name is given twice")
		}
		for _, one := range []models.Callback{over, next} {
			if found, err := s.Callback(t.Context(), models.Everything, one.PublicID); err != nil || found.Name != "Bounces" {
				t.Errorf("%q, %v", found.Name, err)
			}
		}
	})
}
