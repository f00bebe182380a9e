package condition

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestStarved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := starved{}
		for i := range 30 {
			if s.again("often, in a moment") {
				t.Fatalf("counts after %d times in a moment", i+1)
			}
		}
		s.again("seldom")
		time.Sleep(starvedFor)
		if s.again("seldom") {
			t.Error("twice counts")
		}
		if !s.again("often, in a moment") {
			t.Error("would be asked for ever")
		}
		delete(s, "often, in a moment") // it has come to an end
		if s.again("often, in a moment") {
			t.Error("begins where it was before it came to an end")
		}
		for i := range 2 * maxKept {
			s.again(time.Duration(i).String())
		}
		if len(s) > maxKept {
			t.Errorf("keeps %d in mind", len(s))
		}
	})
}

// A pool counts it as too slow, and forgets it as soon as it comes to an end.
func TestPoolEndsWhatStarves(t *testing.T) {
	t.Parallel()
	p := NewPool("unused")
	p.starved["x"] = starving{since: time.Now().Add(-starvedFor), times: starvedTimes}
	if a, err := p.noteOutcome("x", answer{}, ErrBusy); err != nil || !a.LimitExceeded || a.Error == nil {
		t.Errorf("came to %+v, %v", a, err)
	}
	if _, err := p.noteOutcome("x", answer{Result: Result{True: true}}, nil); err != nil {
		t.Error(err)
	}
	if _, err := p.noteOutcome("x", answer{}, ErrBusy); !errors.Is(err, ErrBusy) {
		t.Errorf("came to %v the first time", err)
	}
}
