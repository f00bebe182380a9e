package openapi_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/handlers/api"
	"callboard/handlers/api/native"
	"callboard/handlers/api/native/openapi"
)

// Every route is described, and nothing else is.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	routed := map[string]bool{}
	for _, route := range (native.API{}).Routes() {
		routed[strings.Replace(route.Pattern, native.BasePath, "", 1)] = true
	}
	if diff := cmp.Diff(routed, openapi.Described()); diff != "" {
		t.Errorf("(-routed +described)\n%s", diff)
	}
}

// Every parameter of a query says what it is, and in which form.
func TestEveryParameterIsDescribed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, call := range openapi.Calls(native.BasePath, (native.API{}).Routes()) {
		for _, name := range call.Query {
			used[name] = true
		}
	}
	if diff := cmp.Diff(used, openapi.Parameters()); diff != "" {
		t.Errorf("(-used +described)\n%s", diff)
	}
}

// Whatever the document refers to is there, and whatever is there is used.
func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	t.Parallel()
	text, err := api.Encode(openapi.Of(native.BasePath, (native.API{}).Routes()))
	if err != nil {
		t.Fatal(err)
	}
	list, err := openapi.Schemas()
	if err != nil || len(list) == 0 {
		t.Fatalf("%d schemas, %v", len(list), err)
	}
	known := map[string]bool{}
	for _, one := range list {
		known[one.Name] = true
	}
	used := map[string]bool{}
	for part := range bytes.SplitSeq(text, []byte(`"#/components/schemas/`)) {
		name, _, _ := strings.Cut(string(part), `"`)
		used[name] = true
		if !known[name] && name != "{" && name != "" {
			t.Errorf("nothing is called %s", name)
		}
	}
	for name := range known {
		if !used[name] {
			t.Errorf("nobody refers to %s", name)
		}
	}
	if _, err := api.ParseObject(text); err != nil {
		t.Error(err)
	}
}
