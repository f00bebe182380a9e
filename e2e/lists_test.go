package e2e

import "github.com/chromedp/chromedp"

// squeeze looks at the page on the narrowest of phones: neither it nor any list
// on it scrolls sideways, and whoever listens still hears a list as a table.
func (tb *tab) squeeze(path string, width int64) {
	tb.t.Helper()
	tb.do(chromedp.EmulateViewport(320, 900))
	if wide := look[int64](tb, "document.documentElement.scrollWidth"); wide > 320 {
		tb.t.Errorf("%s is %d pixels wide at 320", path, wide)
	}
	cut := `[...document.querySelectorAll(".scroll")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)`
	for _, list := range look[[]string](tb, cut) {
		tb.t.Errorf("%s: %q is cut at 320 pixels", path, list)
	}
	mute := `[...document.querySelectorAll(".stacks, .stacks :is(thead, tbody, tr, td, th)")].filter(e => !e.role).length +
		document.querySelectorAll(".stacks tr > :not(:first-child, [data-label], th)").length`
	if n := look[int](tb, mute); n > 0 {
		tb.t.Errorf("%s: %d parts of lists have no role or no label", path, n)
	}
	tb.do(chromedp.EmulateViewport(width, 900))
}
