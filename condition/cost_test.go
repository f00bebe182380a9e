//go:build !race

package condition

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"
)

// costLimit is how many times as long as in our own process a condition may
// take in a child.
const costLimit = 3

// TestCost compares the time that a condition takes in a child with the time
// that it takes in our own process, the engine as fresh in both. What else the
// machine does falls on both parts of a round, and the middle one of many rounds
// counts. The race detector would slow our part alone.
func TestCost(t *testing.T) {
	if testing.Short() {
		t.Skip("make test measures it by itself")
	}
	const rounds = 25
	m, run := newVM(), inChild(t)
	var ratios []float64
	for range rounds {
		here := timeOf(func() { m.answer(usual) })
		there := timeOf(run)
		ratios = append(ratios, float64(there)/float64(here))
		t.Logf("in our process %v, in a child %v: %.1f times", here, there, ratios[len(ratios)-1])
	}
	slices.Sort(ratios)
	t.Logf("between %.1f and %.1f times, the middle one %.2f", ratios[0], ratios[rounds-1], ratios[rounds/2])
	if ratios[rounds/2] > costLimit {
		t.Errorf("a condition takes %.2f times as long in a child, %d are allowed", ratios[rounds/2], costLimit)
	}
}

// inChild returns what runs the usual condition in a child that has run it
// before.
func inChild(tb testing.TB) func() {
	program, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	p := NewPool(program, "condition-child")
	tb.Cleanup(p.Close)
	run := func() {
		if result, err := p.Run(context.Background(), usual); err != nil || !result.True {
			tb.Fatalf("came to %+v, %v", result, err)
		}
	}
	timeOf(run)
	return run
}

// timeOf returns how long run takes, the mean of many.
func timeOf(run func()) time.Duration {
	const times = 1000
	begin := time.Now()
	for range times {
		run()
	}
	return time.Since(begin) / times
}

func BenchmarkInside(b *testing.B) {
	m := newVM()
	for b.Loop() {
		m.answer(usual)
	}
}

func BenchmarkChild(b *testing.B) {
	run := inChild(b)
	for b.Loop() {
		run()
	}
}
