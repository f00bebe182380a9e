package openapi_test

import (
	"bytes"
	"strings"
	"testing"

	"callboard/handlers/api"
	"callboard/handlers/api/native"
)

// Whatever the document refers to is there, and whatever is there is used.
func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	t.Parallel()
	document := (native.API{}).Document()
	text, err := api.Encode(document)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for part := range bytes.SplitSeq(text, []byte(`"$ref":"#/components/schemas/`)) {
		name, _, _ := strings.Cut(string(part), `"`)
		used[name] = true
		if _, ok := document.Components.Schemas.Get(name); !ok && name != "{" {
			t.Errorf("nothing is called %s", name)
		}
	}
	for _, schema := range document.Components.Schemas {
		if !used[schema.Name] {
			t.Errorf("nobody refers to %s", schema.Name)
		}
	}
	if _, err := api.ParseObject(text); err != nil {
		t.Error(err)
	}
}

// Every member has one type, but the schema of an event type, which is any JSON.
func TestEveryMemberHasOneType(t *testing.T) {
	t.Parallel()
	for _, schema := range (native.API{}).Document().Components.Schemas {
		for _, property := range schema.Value.Properties {
			member := property.Value
			typed := member.Ref != "" || len(member.Type) == 1 || len(member.Type) == 2 && member.Type[1] == "null" ||
				len(member.OneOf) == 2 && member.OneOf[1].Type[0] == "null"
			if !typed && property.Name != "schema" {
				t.Errorf("%s.%s has no type or several: %+v", schema.Name, property.Name, member)
			}
		}
	}
}
