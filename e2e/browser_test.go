package e2e

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe-4.14.1.min.js
var axe string

// chromium is the one browser of a run; each tab has a profile of its own. It is
// the one without windows, whose own pages and bars take no time.
var chromium = sync.OnceValues(func() (chromiumProcess, error) {
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		return chromiumProcess{}, fmt.Errorf("chromium-headless-shell is missing, make test installs it: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(ctx)
	return chromiumProcess{ctx, func() { cancel(); stop() }}, chromedp.Do(ctx)
})

type chromiumProcess struct {
	ctx  context.Context
	stop func()
}

// browserUsed says that there is a browser to close.
var browserUsed atomic.Bool

// closeBrowser ends the browser of the run, if there was one.
func closeBrowser() {
	if browserUsed.Load() {
		if process, err := chromium(); err == nil {
			process.stop()
		}
	}
}

// tab is one browser window with nobody signed in.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	trouble  []string // what the console complained about
	requests []string // URLs
	bytes    float64  // over the wire
}

// open opens a window that is width pixels wide. What the browser's console
// complains about fails the test.
func open(t *testing.T, width int64) *tab {
	t.Helper()
	browserUsed.Store(true)
	process, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(process.ctx, chromedp.WithNewBrowserContext())
	ctx, expire := context.WithTimeout(ctx, 10*patience)
	tb := &tab{t: t, ctx: ctx}
	t.Cleanup(func() {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		for _, one := range tb.trouble {
			t.Errorf("the browser's console: %s", one)
		}
		expire()
		cancel()
	})
	if err := chromedp.Listen(ctx, tb.note); err != nil {
		t.Fatal(err)
	}
	tb.do(chromedp.EmulateViewport(width, 900))
	return tb
}

// note records what the browser tells.
func (tb *tab) note(event any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		tb.requests = append(tb.requests, e.Request.URL)
	case *network.EventLoadingFinished:
		tb.bytes += e.EncodedDataLength
	case *runtime.EventExceptionThrown:
		tb.trouble = append(tb.trouble, thrown(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			tb.trouble = append(tb.trouble, fmt.Sprintf("%s: %v", e.Type, e.Args))
		}
	case *log.EventEntryAdded:
		// An answer of 4xx is the program's, and checked where it is asked for.
		if e.Entry.Level == "error" && e.Entry.Source != "network" || e.Entry.Source == "security" {
			tb.trouble = append(tb.trouble, string(e.Entry.Source)+": "+e.Entry.Text)
		}
	}
}

// thrown writes an exception of a script.
func thrown(e *runtime.ExceptionDetails) string {
	if e.Exception == nil {
		return e.Text
	}
	return e.Text + ": " + e.Exception.Description + " at " + e.URL
}

// loaded returns what the window has asked for, and forgets it.
func (tb *tab) loaded() (requests []string, bytes float64) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	requests, bytes = tb.requests, tb.bytes
	tb.requests, tb.bytes = nil, 0
	return requests, bytes
}

func (tb *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	if err := chromedp.Do(tb.ctx, actions...); err != nil {
		tb.t.Fatal(err)
	}
}

// look evaluates an expression in the page.
func look[T any](tb *tab, expression string, options ...chromedp.EvaluateOption) T {
	tb.t.Helper()
	value, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		tb.t.Fatalf("%v\nin %.200s", err, expression)
	}
	return value
}

// visit opens a page and returns its status.
func (tb *tab) visit(address string) int64 {
	tb.t.Helper()
	answer, err := chromedp.Run(tb.ctx, chromedp.NavigateResponse(address))
	if err != nil {
		tb.t.Fatalf("open %s: %v", address, err)
	}
	return answer.Status
}

// path returns where the window is, without the host.
func (tb *tab) path() string {
	tb.t.Helper()
	u, err := url.Parse(look[string](tb, "location.href"))
	if err != nil {
		tb.t.Fatal(err)
	}
	return u.RequestURI()
}

// text returns what a person reads on the page.
func (tb *tab) text() string {
	tb.t.Helper()
	return look[string](tb, "document.body ? document.body.innerText : ''")
}

// sees waits until the page shows a text.
func (tb *tab) sees(text string) {
	tb.t.Helper()
	until(tb.t, fmt.Sprintf("%q on the page", text), func() bool { return strings.Contains(tb.text(), text) })
}

// scriptsOff turns the page's scripts off for good.
func (tb *tab) scriptsOff() {
	tb.t.Helper()
	_, err := chromedp.Call(tb.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		tb.t.Fatal(err)
	}
}

// theme chooses "light" or "dark".
func (tb *tab) theme(name string) {
	tb.t.Helper()
	_, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
	if err != nil {
		tb.t.Fatal(err)
	}
}

// Rules of axe-core.
const (
	everyRule = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	// colourRules are those whose verdict may differ between themes.
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

// violations lists what axe-core finds wrong with the page by these rules. What
// it finds right is not described: that takes longer than to find it.
func (tb *tab) violations(rules string) []string {
	tb.t.Helper()
	if !look[bool](tb, `"axe" in window`) {
		tb.do(chromedp.Evaluate[chromedp.Void](axe + ";undefined"))
	}
	return look[[]string](tb, `axe.run(document, {resultTypes: ["violations"], runOnly: `+rules+`})
		.then(r => r.violations.map(v => v.id + " (" + v.nodes.length + "): " + v.nodes[0].html.slice(0, 200)))`, chromedp.EvalAwaitPromise)
}

// shoot keeps a screenshot of the whole page.
func (tb *tab) shoot(name string) {
	tb.t.Helper()
	dir := os.Getenv("CALLBOARD_SHOTS")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(tb.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		tb.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		tb.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), image, 0o644); err != nil {
		tb.t.Fatal(err)
	}
}
