package models_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		backoff := models.Backoff{First: 10 * time.Millisecond, Most: 50 * time.Millisecond}
		for i, most := range []time.Duration{10, 20, 40, 50, 50} {
			start := time.Now()
			if err := backoff.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			if waited := time.Since(start); waited < time.Millisecond || waited > (most+1)*time.Millisecond {
				t.Errorf("wait %d took %s, want at most %d ms", i, waited, most)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := backoff.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("nobody waits any more: %v", err)
		}
	})
}
