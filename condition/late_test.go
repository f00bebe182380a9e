package condition

import (
	"errors"
	"os"
	"syscall"
	"testing"
	"time"
)

// enough is how long nothing here takes, on any machine.
const enough = 20 * time.Second

// ready returns a child that answers.
func ready(t *testing.T) *child {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewPool(program, "condition-child").start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.kill() })
	return c
}

// A child keeps the processor time by itself, however long its parent waits.
func TestAChildEndsWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	c := ready(t)
	for range 3 { // it goes on, and watches the next ones too
		a, err := c.ask(Question{Text: "for (;;);", Scope: Scope{Object: []byte("{}")}}, time.Now().Add(enough))
		if err != nil || !a.LimitExceeded || time.Duration(a.Used)*time.Microsecond < processorTime {
			t.Fatalf("an endless loop: %+v, %v", a, err)
		}
		if a, err = c.ask(usual, time.Now().Add(enough)); err != nil || !a.True {
			t.Fatalf("the next one: %+v, %v", a, err)
		}
	}
	endless := Question{Text: `/(?=a)(a+)+$/.test('a'.repeat(60) + '!')`, Scope: Scope{Object: []byte("{}")}}
	_, err := c.ask(endless, time.Now().Add(enough))
	c.kill()
	if err == nil || errors.Is(err, errLate) || !c.endedItself() {
		t.Errorf("a pattern that cannot be interrupted: %v, gave up %t", err, c.endedItself())
	}
}

// A child that the machine gives no time has proved nothing about its
// condition, and is killed all the same.
func TestAChildThatIsGivenNoTime(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]Question{
		"while it reads":   {Text: "true", Scope: Scope{Object: append([]byte(`{"data":"`), append(make([]byte, ScopeLimit/2), `"}`...)...)}},
		"while it answers": usual,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := ready(t)
			if err := c.command.Process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			a, left, err := (&Pool{}).askOnce(c, q, begin.Add(100*time.Millisecond))
			if !errors.Is(err, ErrBusy) || left != nil {
				t.Errorf("came to %+v, %v", a, err)
			}
			if took := time.Since(begin); took < 100*time.Millisecond || took > enough {
				t.Errorf("took %v", took)
			}
			if c.command.ProcessState == nil {
				t.Error("the child lives on")
			}
		})
	}
}
