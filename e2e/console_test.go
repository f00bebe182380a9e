package e2e

import (
	"net/url"
	"regexp"
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
	if bad := tb.violations(); len(bad) > 0 {
		t.Errorf("axe: %s", strings.Join(bad, "\n"))
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
	pages := admin.crawl()
	pages["/admin/login"], pages["/admin/nothing-here"] = "", ""
	for _, view := range []struct {
		theme string
		width int64
	}{{"light", 1440}, {"dark", 1440}, {"light", 360}, {"dark", 360}} {
		tb := open(t, view.width)
		tb.cookie(p, admin)
		tb.theme(view.theme)
		for path := range pages {
			tb.visit(p.url + path)
			for _, one := range tb.violations() {
				t.Errorf("%s, %s at %d pixels: %s", path, view.theme, view.width, one)
			}
			if wide := look[int64](tb, "document.documentElement.scrollWidth"); wide > view.width {
				t.Errorf("%s is %d pixels wide at %d", path, wide, view.width)
			}
			tb.shoot(shotName(path, view.theme, view.width))
		}
	}
	t.Logf("looked at %d pages", len(pages))
}

var unsafeInName = regexp.MustCompile(`[^a-z0-9]+`)

func shotName(path, theme string, width int64) string {
	u, _ := url.Parse(path)
	name := strings.Trim(unsafeInName.ReplaceAllString(identifiers.ReplaceAllString(u.Path, ""), "-"), "-")
	return name + "-" + theme + "-" + map[int64]string{360: "360", 1440: "1440"}[width]
}
