package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBackAfterSigningOut goes back in the history of a browser whose person has signed
// out, as somebody does who sits down after them. Neither the browser's cache nor the
// pages that it keeps alive in memory show what was there.
func TestBackAfterSigningOut(t *testing.T) {
	t.Parallel()

	p := start(t)
	p.company("Northwind Gyms")
	p.user(adminEmail, "admin")
	tb := open(t, 1440)
	tb.signIn(p)
	tb.visit(p.url + "/admin/companies")
	tb.sees("Northwind Gyms")
	tb.visit(p.url + "/admin/locations")
	look[bool](tb, `document.querySelector('form[action="/admin/logout"]').requestSubmit(), true`)
	tb.arrives("login")
	for _, page := range []string{"locations", "companies"} {
		look[bool](tb, "history.back(), true")
		if at := tb.arrives(page); !strings.Contains(at, "/admin/login?next=") || strings.Contains(tb.text(), "Northwind Gyms") {
			t.Errorf("%s shows %s", at, tb.text())
		}
	}
}

// arrives waits until a page is there whose address names a word, and returns it.
func (tb *tab) arrives(word string) (address string) {
	tb.t.Helper()
	until(tb.t, "a page of "+word, func() bool {
		here, err := chromedp.Run(tb.ctx, chromedp.Evaluate[string](`document.readyState === "complete" ? location.href : ""`))
		address = here
		return err == nil && strings.Contains(here, word)
	})
	return address
}
