package views

import (
	"strings"
	"testing"
)

func TestTypeName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"contact.updated":           "contact updated",
		"subscription_list_updated": "subscription_<wbr>list_<wbr>updated",
		"SMS_":                      "SMS_<wbr>",
	} {
		var page strings.Builder
		if err := typeName(name).Render(t.Context(), &page); err != nil || page.String() != want {
			t.Errorf("%q, %v, want %q", page.String(), err, want)
		}
	}
}
