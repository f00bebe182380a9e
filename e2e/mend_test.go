package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A receiver is down: 42 deliveries failed. Whoever looks at the overview
// mends the URL and sends all of them again, by keyboard alone and in few
// presses, with scripts and without.
func TestFixThenResendByKeyboard(t *testing.T) {
	t.Parallel()

	for _, scripts := range []bool{true, false} {
		name := "scripts on"
		if !scripts {
			name = "scripts off"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			rc := receive(t)
			p := start(t, "-allow-destinations", "127.0.0.1/32")
			company, key := p.company("Northwind Gyms")
			till := key.failing(company, "person_added", refusing(t)+"/till", 42)
			key.settled(till.ID, "failed", 42)
			tb := open(t, 1440)
			tb.cookie(p, p.admin())
			if !scripts {
				tb.scriptsOff()
			}
			tb.visit(p.url + "/admin/")
			tb.sees("42 deliveries failed since")
			tb.sees("127.0.0.1 refused the connection")
			presses := tb.mend(rc.url + "/200/till")
			until(t, "42 delivered", func() bool {
				if !scripts {
					tb.visit(p.url + tb.path())
				}
				return strings.Contains(tb.text(), "42 resent: 42 delivered.")
			})
			if presses > 7 {
				t.Errorf("it took %d presses", presses)
			}
			if got := len(rc.at("/200/till")); got != 42 {
				t.Errorf("the receiver got %d", got)
			}
			tb.visit(p.url + "/admin/")
			tb.sees("None is failed now.")
		})
	}
}

// mend goes from a problem to the run that sends what failed again, and
// returns how often a key was pressed to go on.
func (tb *tab) mend(address string) (presses int) {
	tb.t.Helper()
	tb.choose("Fix the URL")
	if field := look[string](tb, "document.activeElement.id"); field != "url" {
		tb.t.Errorf("the focus is on %q, want the URL", field)
	}
	tb.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	tb.press(address)
	tb.leave("Enter in the URL", kb.Enter)
	tb.sees("Saved. Active now. 42 deliveries failed since")
	tb.choose("Resend these 42")
	tb.sees("42 deliveries to " + address + ", oldest first")
	tb.choose("Resend 42 deliveries")
	if path := tb.path(); !strings.HasPrefix(path, "/admin/resends/") {
		tb.t.Errorf("the last press leads to %s", path)
	}
	return 4
}

// The ways from a problem stand on the log, and on the pages of the company
// and the callback, and fit the narrowest phone. The walk through the demo
// judges them at the usual widths.
func TestProblemsLeadToTheirMending(t *testing.T) {
	t.Parallel()

	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	till := key.failing(company, "person_added", refusing(t)+"/till", 42)
	key.settled(till.ID, "failed", 42)
	admin := p.admin()
	for _, width := range []int64{1440, 320} {
		tb := open(t, width)
		tb.cookie(p, admin)
		for _, path := range []string{"/admin/", "/admin/companies/" + company, "/admin/callbacks/" + till.ID, "/admin/deliveries?callback=" + till.ID, "/admin/deliveries?range=24h"} {
			tb.visit(p.url + path)
			for _, text := range []string{"42 deliveries failed since", "127.0.0.1 refused the connection", "Nothing is listening on that port", "The last one was accepted", "Fix the URL", "Resend 42"} {
				tb.sees(text)
			}
			if width == 320 {
				tb.judge(path, width)
			}
		}
	}
}

// TestAURLThatHasMoved checks the URL of a form and goes on with the one that
// the receiver names, with scripts and without.
func TestAURLThatHasMoved(t *testing.T) {
	t.Parallel()

	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, _ := p.company("Northwind Gyms")
	p.user(adminEmail, "admin")
	for _, scripts := range []string{"scripts on", "scripts off"} {
		t.Run(scripts, func(t *testing.T) {
			tb := open(t, 360)
			tb.signIn(p)
			if scripts == "scripts off" {
				tb.scriptsOff()
			}
			tb.visit(p.url + "/admin/companies/" + company + "/callbacks/new")
			tb.fill("Name (optional)", "Moved")
			tb.fill("URL", rc.url+"/301/old")
			tb.tabTo("Check URL")
			tb.press(kb.Enter)
			tb.sees("We do not follow redirects.")
			if wide := look[int](tb, "document.documentElement.scrollWidth"); wide > 360 {
				t.Errorf("the page is %d wide", wide)
			}
			tb.shoot("moved " + scripts)
			tb.choose("Use this URL")
			tb.sees("It answered 200")
			for id, want := range map[string]string{"url": rc.url + "/200/target", "name": "Moved"} {
				if got := look[string](tb, `document.getElementById("`+id+`").value`); got != want {
					t.Errorf("%s is now %q", id, got)
				}
			}
		})
	}
}
