package api

import (
	"context"
	"errors"
	"time"

	"callboard/models"
)

// retryTime is how long a change is repeated.
const retryTime = 5 * time.Second

// RetryConflict runs change until it is not overtaken by somebody else, for
// retryTime at most. In an API without versions the last write wins: the change
// is applied to what is stored now, so repeating it loses nothing.
func RetryConflict(ctx context.Context, change func() error) error {
	start, backoff := time.Now(), models.Backoff{First: 10 * time.Millisecond, Most: 200 * time.Millisecond}
	for {
		err := change()
		if !errors.Is(err, models.ErrConflict) || time.Since(start) > retryTime || backoff.Wait(ctx) != nil {
			return err
		}
	}
}
