package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"callboard/models/schema"
)

// doubling refers to itself twice at each level: as many ways as grains on a
// chessboard, and more.
const doubling = `{"$defs":{"b":{"not":{"not":{"properties":{"x":{"$ref":"#"}}}}}},"allOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"}]}`

// ladder is a schema whose steps each ask the next one twice.
func ladder(steps int) string {
	var text strings.Builder
	text.WriteString(`{"$ref":"#/$defs/s0","$defs":{`)
	for i := range steps {
		fmt.Fprintf(&text, `"s%d":{"anyOf":[{"$ref":"#/$defs/s%d"},{"$ref":"#/$defs/s%d"}]},`, i, i+1, i+1)
	}
	fmt.Fprintf(&text, `"s%d":{"required":["none"]}}}`, steps)
	return text.String()
}

// A check that would not end is broken off: the data is refused.
func TestCheckThatWouldNotEnd(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"x":`, 60) + "1" + strings.Repeat("}", 60)
	many := strings.Repeat("1,", 20_000) + "2"
	long := strings.Repeat(strings.Repeat("9", 399)+",", 150) + "2"
	tests := map[string]struct{ schema, data string }{
		"twice at each level":    {doubling, deep},
		"twice at each step":     {ladder(60), `{}`},
		"an endless choice":      {`{"properties":{"a":{"items":{"enum":[` + many + `]}}}}`, `{"a":[` + strings.Repeat("3,", 20_000) + `3]}`},
		"a choice of long ones":  {`{"properties":{"a":{"items":{"enum":[` + long + `]}}}}`, `{"a":[` + strings.Repeat("3,", 5_000) + `3]}`},
		"a long one to look for": {`{"properties":{"a":{"items":{"enum":[` + strings.Repeat("1,", 2000) + `2]}}}}`, `{"a":[` + long + `]}`},
		"a long one of a type":   {`{"properties":{"a":{"items":{"anyOf":[` + strings.Repeat(`{"type":"integer"},`, 2000) + `true]}}}}`, `{"a":[` + strings.Repeat("1e-399,", 400) + `3]}`},
		"a reason for each no":   {`{"properties":{"a":{"items":{"anyOf":[` + strings.Repeat(`{"type":"string"},`, 2900) + `false]}}}}`, `{"a":[` + strings.Repeat("3,", 100) + `3]}`},
		"a text that is long":    {`{"properties":{"a":{"pattern":"(x?){1000}y"}}}`, `{"a":"` + strings.Repeat("x", 200_000) + `"}`},
		"a number of a million":  {`{"properties":{"a":{"type":"integer"}}}`, `{"a":1e1000000}`},
		"a small one":            {`{"properties":{"a":{"multipleOf":0.1}}}`, `{"a":1e-1000000}`},
		"a long one":             {`{"properties":{"a":{"minimum":0}}}`, `{"a":` + strings.Repeat("9", 100_000) + `}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := schema.Compile([]byte(tt.schema))
			if err != nil {
				t.Fatal(err)
			}
			if mistakes := s.Check(t.Context(), []byte(tt.data), schema.NewBudget()); len(mistakes) != 1 || mistakes[0].Path != "" || mistakes[0].Text == "" {
				t.Errorf("found %v", mistakes)
			}
			if mistakes := s.Check(t.Context(), []byte(`{}`), schema.NewBudget()); name != "twice at each step" && len(mistakes) != 0 {
				t.Errorf("the next one: %v", mistakes)
			}
		})
	}
}

// Each of a thousand may take what one may. When many take all of that, those
// behind them are refused.
func TestChecksOfARequest(t *testing.T) {
	t.Parallel()
	usual, err := schema.Compile([]byte(`{"properties":{"of":{"enum":[` + strings.Repeat(`"word",`, 2000) + `"last"]},"mail":{"pattern":"^[^@ ]+@[^@ ]+[.][a-z]{2,}$"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	hostile, err := schema.Compile([]byte(doubling))
	if err != nil {
		t.Fatal(err)
	}
	budget := schema.NewBudget()
	for i := range 1000 {
		if mistakes := usual.Check(t.Context(), []byte(`{"of":"last","mail":"j.jansen@example.com"}`), budget); len(mistakes) != 0 {
			t.Fatalf("%d: %v", i, mistakes)
		}
	}
	told := map[string]int{}
	for range 100 {
		for _, mistake := range hostile.Check(t.Context(), []byte(strings.Repeat(`{"x":`, 60)+"1"+strings.Repeat("}", 60)), budget) {
			told[mistake.Text]++
		}
	}
	if alone := told["takes too much work to check"]; alone < 5 || told["takes too much work to check with those before it: send fewer at once"] != 100-alone {
		t.Errorf("says %v", told)
	}
}

// A large event is checked like others. What its check may take does not grow
// without end: each no of a schema is kept, and would fill the memory.
func TestCheckOfALargeEvent(t *testing.T) {
	t.Parallel()
	rows, err := schema.Compile([]byte(`{"properties":{"a":{"items":{"required":["id"],"properties":{"id":{"type":"integer"},"name":{"maxLength":100}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	list := func(one string, size int) []byte {
		return []byte(`{"a":[` + strings.Repeat(one+",", size/len(one)) + one + `]}`)
	}
	if mistakes := rows.Check(t.Context(), list(`{"id":123456,"name":"Ines Bakker","city":"Rotterdam"}`, 4<<20), schema.NewBudget()); len(mistakes) != 0 {
		t.Errorf("of 4 MiB: %v", mistakes)
	}
	choices, err := schema.Compile([]byte(`{"properties":{"a":{"items":{"anyOf":[` + strings.Repeat(`{"type":"string"},`, 3) + `true]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for size, want := range map[int]int{1 << 20: 0, 3 << 20: 1} {
		if mistakes := choices.Check(t.Context(), list("1234567890", size), schema.NewBudget()); len(mistakes) != want {
			t.Errorf("%d bytes to choose for: %v", size, mistakes)
		}
	}
}
