package api_test

import (
	"testing"

	"callboard/handlers/api"
)

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
