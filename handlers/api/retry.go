package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"callboard/models"
)

// againTime is how long a change is repeated.
const againTime = 5 * time.Second

// Again runs change until it is not overtaken by somebody else, for five
// seconds at most. An API without versions means "last write wins": the change
// is applied to what is stored now, so repeating it loses nothing. Those who
// overtake each other wait for times that differ, or they would go on so.
func Again(ctx context.Context, change func() error) error {
	for start, most := time.Now(), 10*time.Millisecond; ; most = min(2*most, 200*time.Millisecond) {
		err := change()
		if !errors.Is(err, models.ErrConflict) || time.Since(start) > againTime {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(rand.N(most)):
		}
	}
}
