package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"callboard/models"
)

// retryTime is how long a change is repeated.
const retryTime = 5 * time.Second

// RetryConflict runs change until it is not overtaken by somebody else, for
// retryTime at most. In an API without versions the last write wins: the change
// is applied to what is stored now, so repeating it loses nothing. The waits
// are random, or those who overtake each other would go on so.
func RetryConflict(ctx context.Context, change func() error) error {
	for start, most := time.Now(), 10*time.Millisecond; ; most = min(2*most, 200*time.Millisecond) {
		err := change()
		if !errors.Is(err, models.ErrConflict) || time.Since(start) > retryTime {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(rand.N(most)):
		}
	}
}
