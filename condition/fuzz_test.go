package condition

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// usual is a condition as people write them, with what it sees.
var usual = Question{
	Text: `event_type === 'contact.updated' && data.country === 'NL' && data.amount > 100 && /@example\.org$/.test(data.email)`,
	Scope: Scope{
		Object: []byte(`{"event":{"type":"contact.updated","action":"update","resource":"contact","data":{"id":"11e66c8a943ff4b2bf1b2102",` +
			`"last_name":"Lue","country":"NL","amount":150,"email":"lue@example.org","address":null,"city":"Delft","zip":null},` +
			`"before":null,"company":{"id":"11e6","name":"Northwind"},"location":{"id":"11e7","name":"Rotterdam"}}}`),
		Fields: []string{"event.data"}, Words: [][2]string{{"event_type", "event.type"}, {"data", "event.data"}},
	},
}

// FuzzQuestion feeds a child with anything, and reads back what was written.
func FuzzQuestion(f *testing.F) {
	f.Add([]byte{}, []byte("{}"))
	f.Add([]byte{0, 0, 0, 0, 0}, []byte("{}"))
	f.Add([]byte{1, 255, 255, 255, 255, 'a'}, []byte(`{"data":1}`))
	f.Add(usual.encode()[lengthSize:], usual.Scope.Object)
	f.Add([]byte("\x04\x00\x00\x00\x01\x00\x00\x00\x0aafdata\nsa=b\n"), []byte(`{"data":1}`))
	f.Fuzz(func(t *testing.T, frame, scope []byte) {
		q, err := decodeQuestion(frame)
		if err != nil {
			return
		}
		q.Scope.Object = scope
		body, err := readFrame(bytes.NewReader(q.encode()), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeQuestion(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(q, again, cmp.AllowUnexported(Question{}), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

// FuzzJSON reads JSON as the language does.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-0,1e999,"\u00e9\ud83d","\""],"A":{"__proto__":1,"1":2}}`, `[]`, ` { } `, `"`, `{"a":1}x`, "\"\xff\xfe\"", `[1 , [ ], {"a" : null}]`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		vm := goja.New()
		of := func(name string) goja.Callable {
			function, _ := goja.AssertFunction(vm.Get("JSON").ToObject(vm).Get(name))
			return function
		}
		want, wantErr := of("parse")(nil, vm.ToValue(text))
		got, err := (&jsonReader{js: vm, wanted: map[string][]string{"a": {"a", "A"}}}).read([]byte(text))
		if wantErr != nil && strings.Contains(wantErr.Error(), "cannot unmarshal number") {
			return // JSON.parse refuses what the language calls Infinity
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%v, want %v", err, wantErr)
		}
		if err != nil {
			return
		}
		wantText, _ := of("stringify")(nil, want)
		gotText, _ := of("stringify")(nil, got)
		if diff := cmp.Diff(wantText.String(), gotText.String()); diff != "" {
			t.Error(diff)
		}
	})
}

// FuzzAnswer feeds the parent with what a child that was taken over may say.
func FuzzAnswer(f *testing.F) {
	f.Add(answer{Result: Result{True: true}, Used: 12}.encode())
	f.Add(answer{Result: Result{Error: &Problem{Line: 1, Column: 2, Text: "no"}}}.encode())
	f.Add([]byte{255, 255, 255, 255})
	f.Add([]byte{0, 0, 0, 4, 'n', 'u', 'l', 'l'})
	f.Fuzz(func(t *testing.T, said []byte) {
		frame, err := readFrame(bytes.NewReader(said), answerLimit)
		if err != nil {
			return
		}
		if len(frame) > answerLimit {
			t.Fatalf("a frame of %d bytes", len(frame))
		}
		a, err := decodeAnswer(frame)
		if err != nil {
			return
		}
		if back := a.encode(); len(back) > lengthSize+answerLimit {
			t.Errorf("an answer of %d bytes", len(back))
		}
	})
}

// FuzzCheck reads any text as a condition.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{
		"data.contact_balance > 0", "(a", "a)", "'", "/(/", "1\n//# sourceMappingURL=/etc/passwd", "`${", "\u2028a", "a => {",
		"((((((((((((((((((((((((((((((a", "async (a, b = (c) => (d", "é ===", "\xff", "",
	} {
		f.Add(text)
	}
	program, err := os.Executable()
	if err != nil {
		f.Fatal(err)
	}
	p := NewPool(program, "condition-child")
	f.Cleanup(p.Close)
	f.Fuzz(func(t *testing.T, text string) {
		var problem Problem
		switch err := p.Check(t.Context(), text); {
		case err == nil || errors.Is(err, ErrBusy):
		case !errors.As(err, &problem) || problem.Text == "":
			t.Errorf("%q is refused: %v", text, err)
		}
	})
}
