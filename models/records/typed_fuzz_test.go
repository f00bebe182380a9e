package records

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzTyped types any text into two fields of any resource, for a new record
// and over an old one. What is taken is JSON, and shown again it asks for
// nothing.
func FuzzTyped(f *testing.F) {
	for i, text := range []string{
		"Bakker", "24.50", "-0", "1e999", "true", "false", "1", " 7 ", "9223372036854775808", "11e66c8ad3e4f5a6b7c8d905", "null", `"quoted"`, "a\r\nb", "\xff", "\x00", "{}", "\u2028<&>",
	} {
		for r := range All() {
			f.Add(r, i, text, "24.50")
		}
	}
	f.Fuzz(func(t *testing.T, resource, field int, first, second string) {
		r := All()[uint(resource)%uint(len(All()))]
		fields := r.Typeable()
		at := uint(field) % uint(len(fields))
		texts := map[string]string{fields[at].Name: first, fields[(at+1)%uint(len(fields))].Name: second}
		for _, one := range fields {
			if one.Required && texts[one.Name] == "" {
				texts[one.Name] = map[Kind]string{Amount: "1.00", Integer: "1", Text: "x"}[one.Kind]
			}
		}
		typeIn(t, r, texts)
	})
}

// typeIn makes a record of what was typed, and changes it by what it shows.
func typeIn(t *testing.T, r Resource, texts map[string]string) {
	t.Helper()
	given := r.Typed(texts, nil)
	given["location_id"] = JSON("l1")
	data, problems := r.New("r1", given, 1)
	r.Worded(problems)
	if len(problems) > 0 {
		return
	}
	if !json.Valid(data) || !utf8.Valid(data) {
		t.Fatalf("%s of %q is no JSON: %s", r.Name, texts, data)
	}
	shown := r.Texts(data)
	r.Title(shown)
	if asks := r.Typed(shown, shown); len(asks) > 0 {
		t.Errorf("%s of %q asks for %s when nobody types", r.Name, texts, asks)
	}
	for name, value := range shown {
		shown[name] = strings.TrimSpace(value)
	}
	changed, problems := r.Change(data, r.Typed(shown, nil), 1)
	if len(problems) > 0 {
		t.Fatalf("%s of %q is refused when typed again: %v", r.Name, texts, problems)
	}
	if diff := cmp.Diff(shown, trimmed(r.Texts(changed))); diff != "" {
		t.Errorf("%s of %q: %s", r.Name, texts, diff)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(changed, &all); err != nil || len(r.Differences(data, data)) != 0 {
		t.Errorf("%s: %v", changed, err)
	}
}

func trimmed(texts map[string]string) map[string]string {
	for name, value := range texts {
		texts[name] = strings.TrimSpace(value)
	}
	return texts
}
