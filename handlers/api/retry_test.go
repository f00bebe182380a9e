package api_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"callboard/handlers/api"
	"callboard/models"
)

func TestRetryConflict(t *testing.T) {
	t.Parallel()
	other := errors.New("other")
	tests := map[string]struct {
		overtaken int // how often, before answer
		answer    error
		want      error
	}{
		"nobody else":       {0, nil, nil},
		"a crowd":           {15, nil, nil},
		"another error":     {2, other, other},
		"overtaken forever": {1 << 30, nil, models.ErrConflict},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start, calls := time.Now(), 0
				err := api.RetryConflict(t.Context(), func() error {
					if calls++; calls <= tt.overtaken {
						return models.ErrConflict
					}
					return tt.answer
				})
				if !errors.Is(err, tt.want) || time.Since(start) > 10*time.Second {
					t.Errorf("%v after %d calls and %s, want %v", err, calls, time.Since(start), tt.want)
				}
			})
		})
	}
	t.Run("the caller has gone", func(t *testing.T) {
		t.Parallel()
		ctx, stop := context.WithCancel(t.Context())
		stop()
		calls := 0
		err := api.RetryConflict(ctx, func() error { calls++; return models.ErrConflict })
		if !errors.Is(err, models.ErrConflict) || calls != 1 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}
