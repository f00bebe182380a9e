package models

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONMembers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want []string // the raw members that are met
		err  error
	}{
		"as written":       {text: "\t{ \"b\" : 1.50e1 ,\n \"a\":{\"x\" : [ 1,2 ]}, \"\\u0063\":\"\\/\"} ", want: []string{`"b" : 1.50e1`, `"a":{"x" : [ 1,2 ]}`, `"\u0063":"\/"`}},
		"empty":            {text: "{}"},
		"a name twice":     {text: `{"a":1,"a":2}`, want: []string{`"a":1`, `"a":2`}},
		"a list":           {text: `[1]`, err: ErrNoJSONObject},
		"nothing":          {text: ``, err: ErrNoJSONObject},
		"no end":           {text: `{"a":1`, want: []string{`"a":1`}, err: ErrJSONSyntax},
		"a comma too many": {text: `{"a":1,}`, want: []string{`"a":1`}, err: ErrJSONSyntax},
		"no comma":         {text: `{"a":1 "b":2}`, want: []string{`"a":1`}, err: ErrJSONSyntax},
		"no colon":         {text: `{"a" 1}`, err: ErrJSONSyntax},
		"no value":         {text: `{"a":}`, err: ErrJSONSyntax},
		"a number as name": {text: `{1:2}`, err: ErrJSONSyntax},
		"wrong bracket":    {text: `{"a":1]`, want: []string{`"a":1`}, err: ErrJSONSyntax},
		"something after":  {text: `{"a":1} {}`, want: []string{`"a":1`}, err: ErrAfterJSONObject},
		"a comma after":    {text: `{"a":1},`, want: []string{`"a":1`}, err: ErrAfterJSONObject},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var raw []string
			var last error
			for m, err := range JSONMembers([]byte(test.text)) {
				if err != nil {
					last = err
					continue
				}
				raw = append(raw, string(m.Raw))
			}
			if diff := cmp.Diff(test.want, raw); diff != "" || !errors.Is(last, test.err) {
				t.Errorf("ended with %v, members (-want +got)\n%s", last, diff)
			}
		})
	}
	for m := range JSONMembers([]byte(`{"\u0063":"\/", "b":2}`)) {
		if m.Name != "c" || string(m.Value) != `"\/"` {
			t.Errorf("%q is %s", m.Name, m.Value)
		}
		break
	}
}
