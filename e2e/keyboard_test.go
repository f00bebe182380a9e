package e2e

import (
	"strings"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press presses keys, one after the other.
func (tb *tab) press(keys string) {
	tb.t.Helper()
	tb.do(chromedp.KeyEvent(keys))
}

// focused describes the element that has the focus, by all that a person may
// know it by: its label, name, text.
const focused = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	const labels = e.labels ? [...e.labels].map(l => l.innerText) : [];
	return [...labels, e.getAttribute("aria-label") || "", e.value || "", e.innerText || ""].join("\n");
})()`

// tabTo presses Tab until an element with this name has the focus.
func (tb *tab) tabTo(name string) {
	tb.t.Helper()
	for range 120 {
		tb.press(kb.Tab)
		for line := range strings.Lines(look[string](tb, focused)) {
			if strings.TrimSpace(line) == name {
				return
			}
		}
	}
	tb.t.Fatalf("no Tab leads to %q on %s:\n%s", name, tb.path(), tb.text())
}

// fill moves to a field by keyboard and types over what it holds.
func (tb *tab) fill(name, text string) {
	tb.t.Helper()
	tb.tabTo(name)
	tb.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	tb.press(text)
}

// choose moves to a button or link by keyboard and presses Enter.
func (tb *tab) choose(name string) {
	tb.t.Helper()
	tb.tabTo(name)
	tb.leave(name, kb.Enter)
}

// skip moves past the head of the page, as the first Tab offers.
func (tb *tab) skip() {
	tb.t.Helper()
	tb.tabTo("Skip to main content")
	tb.press(kb.Enter)
}

// leave presses a key that leads to another page, and waits for it.
func (tb *tab) leave(by, key string) {
	tb.t.Helper()
	before := look[float64](tb, "performance.timeOrigin")
	tb.press(key)
	until(tb.t, "a new page after "+by, func() bool {
		now, err := chromedp.Run(tb.ctx, chromedp.Evaluate[float64](`document.readyState === "complete" ? performance.timeOrigin : 0`))
		return err == nil && now != 0 && now != before
	})
}

// signIn signs the admin in through the form.
func (tb *tab) signIn(p *program) {
	tb.t.Helper()
	tb.visit(p.url + "/admin/login")
	tb.fill("E-mail", adminEmail)
	tb.fill("Password", password)
	tb.choose("Sign in")
}

// cookie signs somebody in who has signed in elsewhere.
func (tb *tab) cookie(p *program, someone person) {
	tb.t.Helper()
	name, value, _ := strings.Cut(someone.cookie, "=")
	_, err := chromedp.Call(tb.ctx, network.SetCookie, network.SetCookieParams{
		Name: name, Value: value, URL: p.url + "/admin/", Path: "/admin", HTTPOnly: new(true),
	})
	if err != nil {
		tb.t.Fatal(err)
	}
}
