package e2e

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestThroughTheConsole does the main job as a person does: by keyboard only,
// with scripts and without.
func TestThroughTheConsole(t *testing.T) {
	t.Parallel()

	for _, scripts := range []string{"scripts on", "scripts off"} {
		t.Run(scripts, func(t *testing.T) {
			t.Parallel()
			rc := receive(t)
			p := start(t, "-allow-destinations", "127.0.0.1/32")
			company, _ := p.company("Northwind Gyms")
			p.location(company, "Rotterdam Zuid")
			p.location(company, "Utrecht Centraal")
			p.user("manager@example.org", "manager", "-company", company)

			tb := open(t, 1440)
			if scripts == "scripts off" {
				tb.scriptsOff()
			}
			tb.visit(p.url + "/")
			tb.fill("E-mail", "manager@example.org")
			tb.fill("Password", password)
			tb.choose("Sign in")
			tb.fill("Search locations", "rott")
			tb.leave("the search", kb.Enter)
			tb.choose("Rotterdam Zuid")
			tb.choose("Settings")
			tb.choose("Postback config")
			tb.choose("Add Postback")
			tb.fill("URL", rc.url+"/200/pos")
			tb.choose("Save postback")
			for range 2 { // the link to the form, and its button
				tb.skip()
				tb.choose("Send test event")
			}
			rc.wait("/200/pos", 1)
			if scripts == "scripts on" {
				tb.sees("200 OK") // the result comes by itself
			}
			tb.choose("Deliveries")
			tb.sees("Delivered")
			tb.sees("Test")
			tb.shoot("journey " + scripts)
		})
	}
}

func TestAFormThatCannotBeSaved(t *testing.T) {
	t.Parallel()

	p := start(t)
	company, _ := p.company("Northwind Gyms")
	location := p.location(company, "Rotterdam Zuid")
	p.user(adminEmail, "admin")
	tb := open(t, 1440)
	tb.signIn(p)
	tb.visit(p.url + "/admin/locations/" + location + "/settings/postbacks/new")
	tb.fill("Name (optional)", "Rotterdam POS")
	tb.choose("Save postback")
	tb.sees("There is a problem")
	if title := look[string](tb, "document.title"); !strings.HasPrefix(title, "Error: ") {
		t.Errorf("the title is %q", title)
	}
	if name := look[string](tb, `document.getElementById("name").value`); name != "Rotterdam POS" {
		t.Errorf("the name is now %q", name)
	}
	if bad := tb.violations(everyRule); len(bad) > 0 {
		t.Errorf("axe: %s", strings.Join(bad, "\n"))
	}
}

// TestAFormGoesOutOnce presses the button of a form twice before an answer
// came, and once more when none came for long. One of the forms has a field
// that is called method.
func TestAFormGoesOutOnce(t *testing.T) {
	t.Parallel()

	p := start(t)
	company, _ := p.company("Northwind Gyms")
	location := p.location(company, "Rotterdam Zuid")
	p.user(adminEmail, "admin")
	tb := open(t, 1440)
	tb.signIn(p)
	for _, path := range []string{"/admin/companies/" + company + "/callbacks/new", "/admin/locations/" + location + "/settings/postbacks/new"} {
		tb.visit(p.url + path)
		const press = `document.querySelector(".callback-form").dispatchEvent(new Event("submit", {bubbles: true, cancelable: true}))`
		if first, second := look[bool](tb, press), look[bool](tb, press); !first || second {
			t.Errorf("%s: sent %t, and once more %t", path, first, second)
		}
		if again := look[bool](tb, `Date.now = () => new Date().getTime() + 11000, `+press); !again {
			t.Errorf("%s: the button is dead once the browser gave up", path)
		}
	}
}

// TestFirstVisitIsSmall measures what a browser loads that has seen nothing.
func TestFirstVisitIsSmall(t *testing.T) {
	t.Parallel()

	p := start(t)
	p.user(adminEmail, "admin")
	someone, _ := p.signIn(adminEmail, password)
	for _, path := range []string{"/admin/login", "/admin/deliveries"} {
		tb := open(t, 1440)
		if path != "/admin/login" {
			tb.cookie(p, someone)
		}
		tb.loaded()
		tb.visit(p.url + path)
		requests, bytes := tb.loaded()
		t.Logf("%s: %d requests, %.1f KB", path, len(requests), bytes/1024)
		if len(requests) > 5 || bytes > 60*1024 || bytes == 0 {
			t.Errorf("%s takes %d requests and %.0f bytes", path, len(requests), bytes)
		}
		for _, one := range requests {
			if !strings.HasPrefix(one, p.url+"/") {
				t.Errorf("%s asks %s", path, one)
			}
		}
	}
}

// TestEveryPageForEverybody runs axe over every page of the demo, in both
// themes, on a phone and on a desk.
func TestEveryPageForEverybody(t *testing.T) {
	t.Parallel()

	p := start(t, "-demo")
	admin := p.admin()
	until(t, "a log with all kinds of outcome", func() bool {
		_, text := admin.get("/admin/deliveries")
		rows := badges(t, text)
		return rows["Delivered"] > 0 && rows["Failed"] > 0 && rows["Retrying"] > 0 && rows["Not sent"] > 0
	})
	admin.furnish()
	paths := append(oneOfEach(admin.crawl()), "/admin/nothing-here")
	for _, width := range []int64{1440, 360} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			tb := open(t, width)
			tb.visit(p.url + "/admin/login")
			tb.judge("/admin/login", width)
			for some := range slices.Chunk(paths, 16) { // as many as a window has time for
				t.Run(inName(some[0]), func(t *testing.T) {
					tb := open(t, width)
					tb.cookie(p, admin)
					for _, path := range some {
						tb.visit(p.url + path)
						tb.judge(path, width)
					}
				})
			}
		})
	}
	t.Logf("looked at %d pages", len(paths)+1)
}

// judge looks at the page that is open, in both themes.
func (tb *tab) judge(path string, width int64) {
	tb.t.Helper()
	if wide := look[int64](tb, "document.documentElement.scrollWidth"); wide > width {
		tb.t.Errorf("%s is %d pixels wide at %d", path, wide, width)
	}
	if width <= 360 {
		tb.squeeze(path, width)
	}
	if leak := slip.FindString(tb.text()); leak != "" {
		tb.t.Errorf("%s shows %q", path, leak)
	}
	rules := everyRule
	for _, theme := range []string{"light", "dark"} {
		tb.theme(theme)
		for _, one := range tb.violations(rules) {
			tb.t.Errorf("%s, %s at %d pixels: %s", path, theme, width, one)
		}
		tb.shoot(fmt.Sprintf("%s-%s-%d", inName(path), theme, width))
		rules = colourRules
	}
}

// slip is what a page shows when a template or a format was got wrong.
var slip = regexp.MustCompile(`@[A-Z]\w*\(|(?m:^// )|%!|<nil>|\bNaN\b|\bundefined\b`)

// oneOfEach picks two pages of each form: the barest, and the one that says
// most in its query.
func oneOfEach(pages map[string]string) []string {
	forms := map[string][]string{}
	for _, path := range slices.Sorted(maps.Keys(pages)) {
		bare, _, _ := strings.Cut(path, "?")
		form := identifiers.ReplaceAllString(bare, "*")
		forms[form] = append(forms[form], path)
	}
	var picked []string
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		all := forms[form]
		slices.SortFunc(all, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		picked = append(picked, all[0])
		if last := all[len(all)-1]; len(all) > 1 {
			picked = append(picked, last)
		}
	}
	return picked
}

var unsafeInName = regexp.MustCompile(`[^a-z0-9]+`)

// inName writes a path as a part of a file name.
func inName(path string) string {
	name := strings.ToLower(identifiers.ReplaceAllString(path, "-id-"))
	return strings.Trim(unsafeInName.ReplaceAllString(name, "-"), "-")
}
