package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api"
)

func TestReadObject(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body   string
		status int // 0: read
		shows  string
	}{
		"an object":          {`{"url":"https://shop.test"}`, 0, ""},
		"blanks around":      {" \n{ } \t", 0, ""},
		"nothing":            {``, 400, "must be a JSON object"},
		"an array":           {`[{}]`, 400, "must be a JSON object"},
		"a text":             {`"{}"`, 400, "must be a JSON object"},
		"null":               {`null`, 400, "must be a JSON object"},
		"a form":             {`url=https%3A%2F%2Fshop.test`, 400, "must be a JSON object"},
		"cut off":            {`{"url":"https://sh`, 400, "not valid JSON"},
		"cut off in a value": {`{"a":{"b":[1,`, 400, "not valid JSON"},
		"no value":           {`{"a"}`, 400, "not valid JSON"},
		"a comma too many":   {`{"a":1,}`, 400, "not valid JSON"},
		"a number as name":   {`{1:2}`, 400, "not valid JSON"},
		"two objects":        {`{}{}`, 400, "nothing after it"},
		"a brace too many":   {`{}}`, 400, "nothing after it"},
		"a name twice":       {`{"url":"a","url":"b"}`, 400, "name url twice"},
		"not UTF-8":          {"{\"url\":\"\xff\"}", 400, "must be UTF-8"},
		"as deep as allowed": {`{"a":` + strings.Repeat("[", 999) + `"[[\"[["` + strings.Repeat("]", 999) + `}`, 0, ""},
		"a level too deep":   {`{"a":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, 400, "nested more than 1,000 deep"},
		"very deep":          {strings.Repeat(`{"a":`, 200_000), 400, "nested more than 1,000 deep"},
		"as long as allowed": {`{"a":"` + strings.Repeat("x", api.BodyLimit-8) + `"}`, 0, ""},
		"a byte too long":    {`{"a":"` + strings.Repeat("x", api.BodyLimit-7) + `"}`, 413, "1 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(tt.body))
			_, err := api.ReadObject(w, r)
			if tt.status == 0 {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("was read")
			}
			status := api.Status(err)
			if sentence := api.Sentence(r, status, err); status != tt.status || !strings.Contains(sentence, tt.shows) {
				t.Errorf("%d %q, want %d with %q", status, sentence, tt.status, tt.shows)
			}
		})
	}
}

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

func TestFields(t *testing.T) {
	t.Parallel()
	const body = `{"text":"x","none":null,"n":7,"quoted":"8","half":1.5,"huge":99999999999,"on":true,"off":"0","odd":2,"list":[],"in":{"text":3}}`
	object, err := api.ParseObject([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	f := api.Fields{Object: object, Say: func(field, what string) string { return field + " " + what }}
	text, none, absent, id := "", "old", "old", ""
	f.Text("text", &text)
	f.Text("none", &none)
	f.Text("absent", &absent)
	f.Identifier("n", &id)
	if text != "x" || none != "" || absent != "old" || id != "7" {
		t.Errorf("texts: %q %q %q %q", text, none, absent, id)
	}
	n, quoted, kept := 0, 0, 5
	f.Int("n", &n)
	f.Int("quoted", &quoted)
	f.Int("none", &kept)
	if n != 7 || quoted != 8 || kept != 5 {
		t.Errorf("numbers: %d %d %d", n, quoted, kept)
	}
	on, off, same := false, true, true
	f.Flag("on", &on)
	f.Flag("off", &off)
	f.Flag("none", &same)
	if !on || off || !same {
		t.Errorf("flags: %t %t %t", on, off, same)
	}
	if len(f.Problems) > 0 {
		t.Errorf("refused what can be read: %v", f.Problems)
	}
	f.Text("n", &text)
	f.Int("half", &n)
	f.Int("huge", &n)
	f.Int("text", &n)
	f.Flag("odd", &on)
	f.Identifier("list", &id)
	f.Within("list")
	in := f.Within("in")
	in.Text("text", &text)
	for field, want := range map[string]string{
		"n": "n must be a string", "half": "half must be an integer", "huge": "huge must be an integer", "text": "text must be an integer",
		"odd": `odd must be either "1" or "0"`, "list": "list must be a string",
	} {
		if got := f.Problems.On(field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if got := in.Problems.On("in.text"); got != "in.text must be a string" {
		t.Errorf("in.text: %q", got)
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
