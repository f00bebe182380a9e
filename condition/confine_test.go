package condition

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestConfined looks from outside at what a child may do.
func TestConfined(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := start([]string{program, "condition-child"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.kill()
	if _, err := c.ask(usual, time.Now().Add(10*time.Second)); err != nil {
		t.Fatal(err)
	}
	proc := fmt.Sprintf("/proc/%d/", c.command.Process.Pid)
	limits := read(t, proc+"limits")
	for _, want := range []string{
		fmt.Sprintf("Max data size %d %d", uint64(dataLimit), uint64(dataLimit)), "Max open files 0 0", "Max file size 0 0", "Max core file size 0 0",
	} {
		if !strings.Contains(limits, want) {
			t.Errorf("not limited to %q:\n%s", want, limits)
		}
	}
	if environment := read(t, proc+"environ"); environment != "" {
		t.Errorf("it has an environment of %d bytes", len(environment))
	}
	if _, err := c.ask(Question{Text: "1\n//# sourceMappingURL=/proc/self/environ", Scope: Scope{Object: []byte("{}")}}, time.Now().Add(10*time.Second)); err != nil {
		t.Errorf("a file that a condition names: %v", err)
	}
	c.in.Close()
	if _, err := c.command.Process.Wait(); err != nil {
		t.Errorf("a child that nobody asks any more: %v", err)
	}
}

// read returns a file with its blanks made single.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
