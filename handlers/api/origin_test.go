package api

import (
	"testing"
)

func TestHops(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		values []string
		want   int
	}{
		"no header":         {nil, 0},
		"an empty one":      {[]string{""}, 0},
		"one request":       {[]string{"1"}, 1},
		"two headers":       {[]string{"1", "4"}, 4},
		"joined by a proxy": {[]string{"1, 4,2"}, 4},
		"blanks":            {[]string{" 6 "}, 6},
		"no number":         {[]string{"many"}, 0},
		"below zero":        {[]string{"-7"}, 0},
		"too large":         {[]string{"99999999999999999999"}, 65535},
	}
	for name, test := range tests {
		if got := hops(test.values); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}

func TestTraceParent(t *testing.T) {
	t.Parallel()
	const valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	tests := map[string]struct{ value, want string }{
		"valid":                       {valid, valid},
		"not sampled":                 {valid[:53] + "00", valid[:53] + "00"},
		"a later version":             {"cc" + valid[2:], valid},
		"a later version with more":   {"cc" + valid[2:] + "-what-comes", valid},
		"a later version, longer":     {"cc" + valid[2:] + "1", ""},
		"this version with more":      {valid + "-more", ""},
		"the version that is none":    {"ff" + valid[2:], ""},
		"upper case":                  {"00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01", ""},
		"no trace":                    {"00-00000000000000000000000000000000-b7ad6b7169203331-01", ""},
		"no parent":                   {"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", ""},
		"short":                       {valid[:54], ""},
		"hyphens elsewhere":           {"00-0af7651916cd43dd8448eb211c80319cb-7ad6b7169203331-01", ""},
		"a line break":                {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\r\n", ""},
		"blanks around it, as before": {" " + valid, ""},
	}
	for name, test := range tests {
		if got := traceParent([]string{test.value}); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if got := traceParent(nil) + traceParent([]string{valid, valid}); got != "" {
		t.Errorf("of no header, and of two, it takes %q", got)
	}
}
