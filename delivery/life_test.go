package delivery

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models/store"
)

func TestEngineStopsWhenItsNumberIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		e := New(m, newSender(serve(t, answers(200)).dial, nil), quiet())
		ended := make(chan error, 1)
		go func() { ended <- e.Run(t.Context()) }()
		time.Sleep(time.Minute)
		select {
		case err := <-ended:
			t.Fatalf("stopped with its number: %v", err)
		default:
		}
		m.mu.Lock()
		m.beatFails = store.ErrLost
		m.mu.Unlock()
		if err := <-ended; !errors.Is(err, store.ErrLost) {
			t.Errorf("stopped with %v", err)
		}
	})
}
