package condition

import (
	"context"
	"os"
	"testing"
	"time"
)

// usual is a condition as people write them, with what it sees.
var usual = Question{
	Text: `event_type === 'contact.updated' && data.country === 'NL' && data.amount > 100 && /@example\.org$/.test(data.email)`,
	Scope: []byte(`{"event_type":"contact.updated","action":"update","resource":"contact","data":{"id":"11e66c8a943ff4b2bf1b2102",` +
		`"last_name":"Lue","country":"NL","amount":150,"email":"lue@example.org","address":null,"city":"Delft","zip":null},` +
		`"before":null,"company":{"id":"11e6","name":"Northwind"},"location":{"id":"11e7","name":"Rotterdam"}}`),
}

// costLimit is how much more a condition may cost in a child than in our own
// process.
const costLimit = 3

// TestCost compares the time that a condition takes in a child with the time
// that it takes in our own process, the engine as fresh in both.
func TestCost(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, m := NewPool(program, "condition-child"), newMachine()
	defer p.Close()
	inside := func() bool { return m.answer(usual).True }
	apart := func() bool {
		result, err := p.Run(context.Background(), usual)
		return err == nil && result.True
	}
	best := 1000.0
	for range 20 { // other work on the machine makes a round too long, never too short
		here, there := timeOf(t, inside), timeOf(t, apart)
		best = min(best, float64(there)/float64(here))
		t.Logf("in our process %v, in a child %v: %.1f times", here, there, float64(there)/float64(here))
		if best <= costLimit {
			return
		}
	}
	t.Errorf("a child costs %.1f times as much", best)
}

// timeOf returns how long run takes, the mean of many.
func timeOf(t *testing.T, run func() bool) time.Duration {
	t.Helper()
	const rounds = 500
	begin := time.Now()
	for range rounds {
		if !run() {
			t.Fatal("the condition was not true")
		}
	}
	return time.Since(begin) / rounds
}

func BenchmarkInside(b *testing.B) {
	m := newMachine()
	for b.Loop() {
		m.answer(usual)
	}
}

func BenchmarkChild(b *testing.B) {
	program, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	p := NewPool(program, "condition-child")
	defer p.Close()
	for b.Loop() {
		if _, err := p.Run(context.Background(), usual); err != nil {
			b.Fatal(err)
		}
	}
}
