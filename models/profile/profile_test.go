package profile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/profile"
)

// member is a profile of a database, order a subprofile.
var (
	member = profile.Data{ID: "55", Database: "788"}
	order  = profile.Data{ID: "77", Profile: "55", Database: "788", Collection: "8550"}
)

// applied reads bodies and applies them one after the other.
func applied(t *testing.T, d profile.Data, bodies ...string) profile.Data {
	t.Helper()
	for _, body := range bodies {
		given, err := profile.Read([]byte(body))
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		next, problems := d.Apply(given)
		if err := problems.Err(); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		d = next
	}
	return d
}

func TestApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		of     profile.Data
		bodies []string
		want   string // fields and what follows
	}{
		"flat":                         {member, []string{`{"b":1,"a":"x"}`}, `{"b":1,"a":"x"},"interests":[]}`},
		"shaped":                       {member, []string{`{"fields":{"b":1},"interests":["x"],"ID":"9"}`}, `{"b":1},"interests":["x"]}`},
		"shaped, other order":          {member, []string{`{"interests":["x"],"fields":{"b":1}}`}, `{"b":1},"interests":["x"]}`},
		"nothing":                      {member, []string{`{}`}, `{},"interests":[]}`},
		"numbers as they are":          {member, []string{`{"a":1.50,"b":1e400,"c":-0,"d":12345678901234567890123}`}, `{"a":1.50,"b":1e400,"c":-0,"d":12345678901234567890123},"interests":[]}`},
		"nested as it is":              {member, []string{`{"a": {"z":1, "y":[ null ]} }`}, `{"a":{"z":1, "y":[ null ]}},"interests":[]}`},
		"texts as they are":            {member, []string{`{"a":"\u00e9<&>\ud83c"}`}, `{"a":"\u00e9<&>\ud83c"},"interests":[]}`},
		"a name is written plainly":    {member, []string{`{"\u00e9<&>":1}`}, `{"é<&>":1},"interests":[]}`},
		"changed in its place":         {member, []string{`{"a":1,"b":2}`, `{"c":3,"a":4}`}, `{"a":4,"b":2,"c":3},"interests":[]}`},
		"null is a value":              {member, []string{`{"a":1}`, `{"a":null}`}, `{"a":null},"interests":[]}`},
		"twice: the last counts":       {member, []string{`{"a":1,"b":2,"a":3}`}, `{"a":3,"b":2},"interests":[]}`},
		"twice, written otherwise":     {member, []string{`{"a":1,"\u0061":3}`}, `{"a":3},"interests":[]}`},
		"names differ by case":         {member, []string{`{"a":1,"A":2}`}, `{"a":1,"A":2},"interests":[]}`},
		"interests each once":          {member, []string{`{"interests":["b","a","b",""]}`}, `{},"interests":["b","a"]}`},
		"interests stay":               {member, []string{`{"interests":["b"]}`, `{"fields":{"a":1}}`}, `{"a":1},"interests":["b"]}`},
		"interests are replaced":       {member, []string{`{"interests":["b"]}`, `{"interests":["c"]}`}, `{},"interests":["c"]}`},
		"interests go":                 {member, []string{`{"interests":["b"]}`, `{"interests":[]}`}, `{},"interests":[]}`},
		"interests as null go":         {member, []string{`{"interests":["b"]}`, `{"fields":{},"interests":null}`}, `{},"interests":[]}`},
		"interests alone as null go":   {member, []string{`{"interests":["b"]}`, `{"interests": null}`}, `{},"interests":[]}`},
		"a field called fields":        {member, []string{`{"fields":"x","a":1}`}, `{"fields":"x","a":1},"interests":[]}`},
		"interests beside fields":      {member, []string{`{"interests":["x"],"a":1}`}, `{"a":1},"interests":["x"]}`},
		"interests that are a text":    {member, []string{`{"interests":"x"}`}, `{},"interests":["x"]}`},
		"interests that are no text":   {member, []string{`{"interests":["b"]}`, `{"interests":"","a":1}`}, `{"a":1},"interests":[]}`},
		"interests that are a map":     {member, []string{`{"a":1,"interests":{"b":1,"c":0,"d":"1","e":"0","f":true,"g":false,"h":null,"i":0.0}}`}, `{"a":1},"interests":["b","d","f"]}`},
		"a map replaces":               {member, []string{`{"interests":["b"]}`, `{"interests":{"c":true}}`}, `{},"interests":["c"]}`},
		"fields as PHP writes none":    {member, []string{`{"fields":[],"interests":["y"]}`}, `{},"interests":["y"]}`},
		"fields that are null":         {member, []string{`{"fields":null,"interests":{"y":1},"ID":"9"}`}, `{},"interests":["y"]}`},
		"a body as PHP writes none":    {member, []string{` [ ] `}, `{},"interests":[]}`},
		"a body that is null":          {member, []string{`null`}, `{},"interests":[]}`},
		"a field called id":            {member, []string{`{"id":"1"}`}, `{"id":"1"},"interests":[]}`},
		"subprofile":                   {order, []string{`{"total":24.50}`}, `{"total":24.50}}`},
		"subprofile without interests": {order, []string{`{"fields":{"total":1},"interests":["x"]}`}, `{"total":1}}`},
		"the longest name":             {member, []string{`{"` + strings.Repeat("é", profile.NameLimit) + `":1}`}, `{"` + strings.Repeat("é", profile.NameLimit) + `":1},"interests":[]}`},
		"blanks around":                {member, []string{" {\n\"a\" : 1 }\t"}, `{"a":1},"interests":[]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := applied(t, tt.of, tt.bodies...)
			got := string(d.JSON())
			head := `{"id":"55","database":"788","fields":`
			if tt.of.Profile != "" {
				head = `{"id":"77","profile":"55","database":"788","collection":"8550","fields":`
			}
			if got != head+tt.want {
				t.Errorf("got  %s\nwant %s%s", got, head, tt.want)
			}
			again, err := profile.Parse([]byte(got))
			if err != nil || string(again.JSON()) != got || !again.Same(d) {
				t.Errorf("read again: %s, %v", again.JSON(), err)
			}
		})
	}
}

func TestApplyLeavesWhatWasThere(t *testing.T) {
	t.Parallel()
	before := applied(t, member, `{"fields":{"a":1,"b":2},"interests":["x"]}`)
	was := string(before.JSON())
	applied(t, before, `{"fields":{"a":3,"c":4},"interests":["y"]}`)
	if got := string(before.JSON()); got != was {
		t.Errorf("changed to %s", got)
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	d := applied(t, member, `{"a":{"x":[1, 2],"y":null},"b":1.5,"c":"Delft","d":null}`)
	for body, want := range map[string]bool{
		`{"a":{"x":[1,2],"y":null}}`: true, `{"b":1.5}`: true, `{}`: true, `{"a":{"x":[2,1],"y":null}}`: false, `{"interests":["x"]}`: false,
		`{"b":1.50}`: true, `{"b":15e-1}`: true, `{"b":"1.5"}`: false, `{"b":1.51}`: false, `{"a":{"y":null,"x":[1,2]}}`: true, `{"a":{"x":[1,2]}}`: false,
		`{"c":"D\u0065lft"}`: true, `{"c":"delft"}`: false, `{"gone":null}`: true, `{"gone":0}`: false, `{"c":null}`: false, `{"d":0}`: false,
	} {
		if got := applied(t, d, body).Same(d); got != want {
			t.Errorf("%s: %t", body, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for body, field := range map[string]string{
		``: "body", `[{}]`: "body", `"x"`: "body", `{`: "body", `{"a":1}{}`: "body", `{"a":}`: "body",
		`{"interests":[1]}`: "interests", `{"fields":{},"interests":7}`: "interests", `{"interests":{"a":[]}}`: "interests",
		`{"interests":true,"a":1}`: "interests", `{"fields":["x"]}`: "fields", `{"fields":[[]],"a":1}`: "fields",
	} {
		_, err := profile.Read([]byte(body))
		problems, ok := errors.AsType[models.Problems](err)
		if !ok || problems.On(field) == "" {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	fields := func(n int) (given profile.Input) {
		for i := range n {
			given.Fields = append(given.Fields, profile.Field{Name: fmt.Sprint("f", i), Value: json.RawMessage("1")})
		}
		return given
	}
	interests := func(n int) (given profile.Input) {
		for i := range n {
			given.Interests = append(given.Interests, fmt.Sprint("i", i))
		}
		return given
	}
	long := func(name string, n int) profile.Input {
		return profile.Input{Fields: []profile.Field{{Name: name, Value: json.RawMessage(`"` + strings.Repeat("x", n) + `"`)}}}
	}
	for name, tt := range map[string]struct {
		given profile.Input
		field string // "" when it fits
	}{
		"most fields":         {fields(profile.MostFields), ""},
		"one too many":        {fields(profile.MostFields + 1), "fields"},
		"most interests":      {interests(profile.MostInterests), ""},
		"one interest more":   {interests(profile.MostInterests + 1), "interests"},
		"no name":             {long("", 1), "fields"},
		"a long name":         {long(strings.Repeat("x", profile.NameLimit+1), 1), "fields"},
		"a name of bytes":     {long("\xff", 1), "fields"},
		"nearly full":         {long("a", profile.SizeLimit-200), ""},
		"more than there may": {long("a", profile.SizeLimit), "fields"},
	} {
		_, problems := member.Apply(tt.given)
		if (tt.field == "") != (len(problems) == 0) || tt.field != "" && problems.On(tt.field) == "" {
			t.Errorf("%s: %v", name, problems)
		}
	}
	half, problems := member.Apply(long("a", profile.SizeLimit/2))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, problems := half.Apply(long("b", profile.SizeLimit/2)); problems.On("fields") == "" {
		t.Error("a profile grows beyond its limit, one change after the other")
	}
}

// TestManyNames reads a body with as many names as fit. Looking at each of them
// for each would take minutes.
func TestManyNames(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString(`{"fields":{`)
	for i := range 60_000 {
		fmt.Fprintf(&body, `"%d":0,`, i)
	}
	body.WriteString(`"x":0},"interests":["x"`)
	for i := range 60_000 {
		fmt.Fprintf(&body, `,"%d"`, i)
	}
	body.WriteString(`]}`)
	start := time.Now()
	given, err := profile.Read([]byte(body.String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := member.Apply(given); problems.On("fields") == "" || problems.On("interests") == "" || time.Since(start) > 20*time.Second {
		t.Errorf("%v after %s", problems, time.Since(start))
	}
}

func TestFlat(t *testing.T) {
	t.Parallel()
	got := string(applied(t, order, `{"id":"mine","total":12.50,"paid":true}`).Flat())
	if want := `{"id":"77","total":12.50,"paid":true}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `[]`, `{"id":1}`, `{"fields":[]}`, `{"interests":{}}`, `{"id":"1"`} {
		if d, err := profile.Parse([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, d)
		}
	}
}

// FuzzRead applies any body to a profile: what is stored is JSON that reads as
// the same again, and a second time changes nothing.
func FuzzRead(f *testing.F) {
	for _, body := range []string{
		`{"a":1.50}`, `{"fields":{"a":{}},"interests":["x","x"]}`, `{"\ud800":1,"\udfff":2}`, `{"interests":[]}`, `{"id":1,"fields":{"id":2}}`, "{\"a\":\"\xff\"}", `{"a":1,"a":2}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		given, err := profile.Read(body)
		if err != nil {
			if _, ok := errors.AsType[models.Problems](err); !ok {
				t.Fatalf("%v is no problem of the caller", err)
			}
			return
		}
		d, problems := member.Apply(given)
		if len(problems) > 0 {
			return
		}
		text := d.JSON()
		again, err := profile.Parse(text)
		if err != nil || !json.Valid(text) || !json.Valid(d.Flat()) {
			t.Fatalf("%s stored as %s: %v", body, text, err)
		}
		if diff := cmp.Diff(string(text), string(again.JSON())); diff != "" {
			t.Fatal(diff)
		}
		if twice, _ := d.Apply(given); !twice.Same(d) {
			t.Fatalf("%s changes %s to %s", body, text, twice.JSON())
		}
		names := []string{}
		for _, field := range d.Fields {
			names = append(names, field.Name)
		}
		slices.Sort(names)
		if len(slices.Compact(names)) != len(d.Fields) {
			t.Fatalf("a name comes twice: %s", text)
		}
	})
}
