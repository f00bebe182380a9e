package store_test

import (
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
	"callboard/models/store/storetest"
)

// TestQueue runs the tests that the fake store of the engine passes too.
func TestQueue(t *testing.T) {
	t.Parallel()
	for name, test := range storetest.QueueTests() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.EachDatabase(t, func(t *testing.T, database string) {
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(noon))
					a := newFixture(t, storetest.Open(t, database))
					test(storetest.Queue{
						Store: a.s, Company: a.company, Single: a.addCallback(t, a.eventCallback()), Batched: a.verifiedCallback(t),
						Pause: func(t *testing.T, c models.Callback) {
							t.Helper()
							if _, err := a.s.PauseCallback(t.Context(), a.by(), c.PublicID, "moving house"); err != nil {
								t.Fatal(err)
							}
						},
						Delivery: a.delivery, Attempts: a.attempts,
					}, t)
				})
			})
		})
	}
}
