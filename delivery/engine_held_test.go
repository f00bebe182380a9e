package delivery

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

// An engine that is held accepts events and sends none; one that is not sends what
// waited.
func TestHeldEngineSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake, net := newFakeStore(people(1, models.Settings{})), serve(t, answers(200))
		held := New(fake, newSender(net.dial, nil), quiet())
		held.Held = true
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- held.Run(ctx) }()
		publish(t, held, personAdded())
		time.Sleep(time.Hour)
		if held.SinceBeat() > heartbeatInterval {
			t.Errorf("the last sign of life was %v ago", held.SinceBeat())
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if deliveries, attempts := fake.all(); len(attempts) > 0 || len(deliveries) != 1 || deliveries[0].Status != models.Queued {
			t.Errorf("held, it leaves %+v and makes %d attempts", deliveries, len(attempts))
		}
		_, stop := start(t, fake, net)
		time.Sleep(time.Minute)
		stop()
		if deliveries, _ := fake.all(); deliveries[0].Status != models.Delivered {
			t.Errorf("afterwards the delivery is %s", deliveries[0].Status)
		}
	})
}
