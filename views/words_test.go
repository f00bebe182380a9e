package views

import (
	"strings"
	"testing"
	"time"

	"callboard/models"
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

func TestShorten(t *testing.T) {
	t.Parallel()
	first := models.FirstIDAt(models.Epoch.Add(8000 * time.Hour))
	soon := models.FirstIDAt(first.Time().Add(time.Millisecond))
	if a, b := Shorten(first.String()), Shorten(soon.String()); a == b {
		t.Errorf("both are %s", a)
	}
	if got := Shorten("5f0c9a3b7e21d4860a1b2c3d"); got != "5f0c9…c3d" {
		t.Errorf("a long one is %s", got)
	}
}
