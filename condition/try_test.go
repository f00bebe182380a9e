package condition_test

import (
	"sync"
	"testing"

	"callboard/condition"
)

// More people try a slow condition than may wait for it: Try asks again for
// those who are turned away.
func TestTryWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	endless := condition.Question{Text: "while (true) {}", Scope: []byte("{}")}
	if _, err := p.Try(t.Context(), endless); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 7 {
		all.Go(func() {
			switch result, err := p.Try(t.Context(), endless); {
			case err != nil:
				t.Error(err)
			case result.Error == nil:
				t.Errorf("came to %+v", result)
			}
		})
	}
	all.Wait()
}
