package models

import (
	"fmt"
	"strconv"
	"time"
)

// checkBatch looks at the name, which the API of batches finds them by, and at
// how many events a request carries.
func (c Callback) checkBatch(problems *Problems) {
	switch {
	case c.Name == "":
		problems.Note("name", Blank, "Enter a name")
	case !FitsPath(c.Name):
		problems.Note("name", Malformed, "Name must not be . or ..")
	}
	if c.LocationID != 0 {
		problems.Note("location", NotListed, "A batch callback belongs to a company as a whole")
	}
	if n := c.Settings.BatchSize; n < 1 || n > MaxBatch {
		problems.Note("batch_size", OutOfRange, fmt.Sprintf("Batch size must be between 1 and %d", MaxBatch))
	}
	if s := c.Settings.BatchWait; s < 0 || s > maxTimeout {
		problems.Note("wait", OutOfRange, fmt.Sprintf("Waiting time must be between 1 and %d seconds", maxTimeout))
	}
}

// thousands writes n, which is below a million, as people read it: "1,024".
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// The bounds of a batch, and how long the first of its events waits for
// others unless a callback says otherwise.
const (
	MaxBatch         = 200
	DefaultBatch     = 50
	DefaultBatchWait = 2 * time.Second
)

// BatchWait returns how long an event waits for others to share its request.
func (c Callback) BatchWait() time.Duration {
	switch {
	case !c.Kind.Traits().Batched || c.Settings.BatchSize == 1:
		return 0
	case c.Settings.BatchWait == 0:
		return DefaultBatchWait
	}
	return time.Duration(c.Settings.BatchWait) * time.Second
}
