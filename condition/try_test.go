package condition

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

// More people try a slow condition than may wait for it: Try asks again for
// those who are turned away.
func TestTryWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := NewPool(program, "condition-child")
	defer p.Close()
	q := Question{Text: "true", Scope: Scope{Object: []byte("{}")}}
	p.slow[q.Text] = true
	p.slowSlot <- struct{}{} // one is on its way
	var all sync.WaitGroup
	for range maxSlowQueued + 3 {
		all.Go(func() {
			if result, err := p.Try(t.Context(), q); err != nil || !result.True {
				t.Errorf("came to %+v, %v", result, err)
			}
		})
	}
	for full := false; !full; time.Sleep(retryDelay) {
		p.mu.Lock()
		full = p.queued == maxSlowQueued
		p.mu.Unlock()
	}
	if _, err := p.Run(t.Context(), q); !errors.Is(err, ErrBusy) {
		t.Errorf("one more came to %v", err)
	}
	<-p.slowSlot
	all.Wait()
}
