package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api"
)

func TestObjectKeepsWhatWasGiven(t *testing.T) {
	t.Parallel()
	o, err := api.ParseObject([]byte(`{"z": {"n":1.50, "big":12345678901234567890 }, "a":null, "":0}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(o.Raw("z")); got != `{"n":1.50, "big":12345678901234567890 }` {
		t.Errorf("a value changed: %s", got)
	}
	if !o.Has("a") || !o.Blank("a") || !o.Blank("b") || o.Has("b") || o.Blank("") {
		t.Error("absent, null and given are mixed up")
	}
	got, err := api.Encode(o.With("a", json.RawMessage(`"<&>"`)))
	if want := `{"z":{"n":1.50,"big":12345678901234567890},"a":"<&>","":0}`; err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParseObjectOfManyMembers(t *testing.T) {
	t.Parallel()
	many := func(n int) []byte {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, `,"%d":0`, i)
		}
		return []byte("{" + text.String()[1:] + "}")
	}
	if _, err := api.ParseObject(many(10_000)); err != nil {
		t.Errorf("10,000: %v", err)
	}
	if _, err := api.ParseObject(many(10_001)); err == nil || err.Error() != "The body must not have more than 10,000 members in one object" {
		t.Errorf("10,001: %v", err)
	}
}

// FuzzParseObject looks for bodies that are read in two ways: what is taken
// apart must come together to JSON again.
func FuzzParseObject(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"b":[{"c":null}]}`, `{"a":1}{`, `{"\ud800":1}`, `{"a":"\u0000"}`, "{\"\xff\":1}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := api.ParseObject(body)
		if err != nil {
			if api.Status(err) != http.StatusBadRequest {
				t.Fatalf("%v is no 400", err)
			}
			return
		}
		again, err := api.Encode(o.With("x", json.RawMessage("1")))
		if err != nil || !json.Valid(again) {
			t.Fatalf("%q came back as %q: %v", body, again, err)
		}
	})
}
