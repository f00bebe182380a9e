package condition_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"callboard/condition"
)

// childArg makes this test binary a child, as the hidden verb does with the
// program.
const childArg = "condition-child"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childArg {
		if err := condition.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// newPool returns a pool whose children are this test binary.
func newPool(t testing.TB) *condition.Pool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := condition.NewPool(program, childArg)
	t.Cleanup(p.Close)
	return p
}

// contact is what a condition sees of a change of a contact.
const contact = `{"event": {
	"type": "contact.updated", "action": "update", "resource": "contact",
	"data": {"last_name": "Lue", "contact_balance": null, "city": "Rotterdam", "tags": ["a", "b"], "action": "sale",
		"Map": "mine", "constructor": "mine", "__proto__": {"admin": true}, "person": {"email": "ines@example.org"}},
	"before": {"city": "Delft"}, "company": {"id": "c1", "name": "Northwind"}, "location": null
}}`

// words are the bare names of what surrounds a record.
var words = [][2]string{
	{"event_type", "event.type"},
	{"action", "event.action"},
	{"resource", "event.resource"},
	{"data", "event.data"},
	{"before", "event.before"},
	{"company", "event.company"},
	{"location", "event.location"},
}

// aboutContact asks text about the contact.
func aboutContact(text string) condition.Question {
	return condition.Question{Text: text, Scope: condition.Scope{Object: []byte(contact), Fields: []string{"event.data"}, Words: words}}
}

// run runs a condition, again when the machine is too busy.
func run(t testing.TB, p *condition.Pool, text string) condition.Result {
	t.Helper()
	return ask(t, p, aboutContact(text))
}

func ask(t testing.TB, p *condition.Pool, q condition.Question) condition.Result {
	t.Helper()
	for range 100 {
		result, err := p.Run(context.Background(), q)
		if err == nil {
			return result
		}
		if !errors.Is(err, condition.ErrBusy) {
			t.Fatalf("run %s: %v", q.Text, err)
		}
	}
	t.Fatalf("run %s: always too busy", q.Text)
	return condition.Result{}
}
