package delivery

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// fakeRetention counts how often it is asked; its database is away at first.
type fakeRetention struct{ at []time.Time }

func (f *fakeRetention) Purge(context.Context) ([]store.Purged, error) {
	f.at = append(f.at, time.Now())
	if len(f.at) == 1 {
		return nil, models.ErrAway
	}
	return []store.Purged{{Table: "deliveries", Rows: 3}}, nil
}

func TestOldRowsAreRemovedEveryHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, fake := time.Now(), &fakeRetention{}
		ctx, stop := context.WithTimeout(t.Context(), 150*time.Minute)
		defer stop()
		RunRetention(ctx, fake, quiet())
		if time.Since(began) != 150*time.Minute || len(fake.at) != 3 {
			t.Fatalf("ended after %v, asked %d times", time.Since(began), len(fake.at))
		}
		for i, at := range fake.at {
			if want := time.Minute + time.Duration(i)*time.Hour; at.Sub(began) != want {
				t.Errorf("asked after %v, want %v", at.Sub(began), want)
			}
		}
	})
}
