package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models/schema"
)

const order = `{"$defs":{"line":{"type":"object","required":["sku"]}},"type":"object","required":["id","lines"],
	"properties":{"id":{"type":"integer","minimum":1},"lines":{"type":"array","items":{"$ref":"#/$defs/line"}}}}`

func TestCheck(t *testing.T) {
	t.Parallel()
	s, err := schema.Compile([]byte(order))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		data string
		want []string
	}{
		"as it should be":   {`{"id":12345678901234567890123,"lines":[{"sku":"a"}]}`, nil},
		"without a member":  {`{"id":1}`, []string{""}},
		"two mistakes":      {`{"id":0.5,"lines":[{"sku":"a"},{}]}`, []string{"id", "lines.1"}},
		"no object at all":  {`7`, []string{""}},
		"no JSON":           {`{`, []string{""}},
		"with others as is": {`{"id":1,"lines":[],"more":true}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, mistake := range s.Check(t.Context(), []byte(test.data), schema.NewBudget()) {
				got = append(got, mistake.Path)
				if mistake.Text == "" {
					t.Error("a mistake without words")
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A mistake is told in a line: not with all of a long text, nor with the
// address that is only ours.
func TestMistakesAreShort(t *testing.T) {
	t.Parallel()
	for text, data := range map[string]string{
		`{"properties":{"a":{"pattern":"^b"}}}`: `{"a":"` + strings.Repeat("é", 50_000) + `"}`, `{"$ref":"#"}`: `{}`,
	} {
		s, err := schema.Compile([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		mistakes := s.Check(t.Context(), []byte(data), schema.NewBudget())
		if len(mistakes) != 1 || len(mistakes[0].Text) > 500 || strings.Contains(mistakes[0].Text, "callboard.invalid") {
			t.Errorf("%s finds %.300v", text, mistakes)
		}
	}
}

// A schema reads no file and no address, and what is none is refused.
func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON":                      `{`,
		"no schema":                    `{"type":7}`,
		"a file":                       `{"$ref":"file:///etc/passwd"}`,
		"an address":                   `{"$ref":"http://127.0.0.1/x.json"}`,
		"a bad expression":             `{"pattern":"(?=x)["}`,
		"a number":                     `7`,
		"a foreign dialect":            `{"$schema":"https://example.com/own"}`,
		"no such definition":           `{"$ref":"#/$defs/none"}`,
		"a long expression":            `{"pattern":"` + strings.Repeat("x", 1001) + `"}`,
		"one that grows":               `{"patternProperties":{"((x?){100}){10}((x?){100}){10}((x?){100}){10}":true}}`,
		"a number of a million digits": `{"minimum":1e1000000}`,
		"a dynamic reference":          `{"$dynamicAnchor":"n","properties":{"x":{"$dynamicRef":"#n"}}}`,
	} {
		if _, err := schema.Compile([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		} else if strings.Contains(err.Error(), "passwd") {
			t.Errorf("%s: says %v", name, err)
		}
	}
}
