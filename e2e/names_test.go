package e2e

import (
	"strings"
	"testing"
)

// TestLongNames gives a location the longest name, without a space in it, and
// looks at its pages on the narrowest screen.
func TestLongNames(t *testing.T) {
	t.Parallel()

	p := start(t)
	company, _ := p.company("Northwind Gyms")
	location := p.location(company, strings.Repeat("W", 80))
	tb := open(t, 320)
	tb.cookie(p, p.admin())
	at := "/admin/locations/" + location
	for _, path := range []string{
		at, at + "/settings", at + "/settings/postbacks", at + "/settings/postbacks/new",
		"/admin/deliveries?status=failed&location=" + location, "/admin/locations", "/admin/test-events/new?location=" + location,
	} {
		tb.visit(p.url + path)
		if wide := look[int64](tb, "document.documentElement.scrollWidth"); wide > 320 {
			t.Errorf("%s is %d pixels wide", path, wide)
		}
		if low := look[[]string](tb, lowLinks); len(low) > 0 {
			t.Errorf("%s has links that are lower than 24 pixels: %q", path, low)
		}
	}
}

// lowLinks names the links outside of running text that a finger would miss.
const lowLinks = `[...document.querySelectorAll("main a:not(p a, .problem a, .skip)")]
	.filter(a => a.getBoundingClientRect().height < 24).map(a => a.innerText)`
