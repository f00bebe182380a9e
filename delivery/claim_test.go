package delivery

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

func TestLeasesClaimedWhileStoppingAreGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(people(1, models.Settings{}))
		e := New(fake, newSender(serve(t, answers(200)).dial, nil), quiet())
		publish(t, e, personAdded(), personAdded())
		ctx, cancel := context.WithCancel(t.Context())
		fake.stop = cancel
		if err := e.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if _, attempts := fake.all(); len(attempts) != 0 || len(fake.released) != 2 {
			t.Errorf("%d attempts, %d released", len(attempts), len(fake.released))
		}
	})
}

func TestClaimThatFailedHalfwayIsGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(people(1, models.Settings{}))
		fake.claimFails = true
		e, stop := start(t, fake, serve(t, answers(200)))
		publish(t, e, personAdded())
		time.Sleep(2 * time.Second) // far less than a lease
		stop()
		if deliveries, _ := fake.all(); deliveries[0].Status != models.Delivered {
			t.Errorf("the delivery is %s", deliveries[0].Status)
		}
	})
}
