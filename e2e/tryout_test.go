package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestFromADeliveryToItsCondition walks from an event that never came to the
// proof why, by keyboard: its condition and its payload side by side.
func TestFromADeliveryToItsCondition(t *testing.T) {
	t.Parallel()

	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	location := p.location(company, "Rotterdam Zuid")
	admin := p.admin()
	form := postbackForm(rc.url+"/200/pos", "contact_balance > 0 && city.startsWith('Rot')")
	if got := admin.post("/admin/locations/"+location+"/settings/postbacks/new", form); got.code != http.StatusSeeOther {
		t.Fatalf("the postback is answered %d", got.code)
	}
	for _, balance := range []string{"12.50", "null", "0"} {
		contact := strings.Replace(sampleContact(location), `"Jones"`, `"Jones","city":"Rotterdam","contact_balance":`+balance, 1)
		want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", contact), http.StatusCreated)
	}
	var log string
	until(t, "one delivered and two not sent", func() bool {
		_, log = admin.get("/admin/deliveries?location=" + location)
		return badges(t, log)["Delivered"] == 1 && badges(t, log)["Not sent"] == 2
	})

	tb := open(t, 1440)
	tb.signIn(p)
	tb.visit(p.url + "/admin/deliveries?status=not_sent")
	event := look[string](tb, `document.querySelector("#results tbody a").href`)
	tb.visit(event)
	tb.choose("Test this condition")
	if got := look[string](tb, `document.getElementById("condition").value`); !strings.Contains(got, "contact_balance > 0") {
		t.Errorf("begins with %q", got)
	}
	tb.skip()
	tb.tabTo("Run condition")
	tb.press(kb.Enter)
	tb.sees("False. This event would not be sent.")
	tb.sees("because contact_balance is 0")
	if at := look[string](tb, "document.activeElement.id"); at != "run" {
		t.Errorf("the focus went to %q", at)
	}
	tb.shoot("condition-false")
	tb.tabTo("Try on recent events")
	tb.press(kb.Enter)
	tb.sees("Of the last 3 events, 1 would be sent and 2 not.")
	tb.fill("Condition", "contact_balance !== null")
	tb.tabTo("Try on recent events")
	tb.press(kb.Enter) // sooner than it runs by itself
	tb.sees("Of the last 3 events, 2 would be sent and 1 not.")
	<-time.After(time.Second) // longer than it waits for more to be typed
	if got := tb.text(); !strings.Contains(got, "Of the last 3 events, 2 would be sent and 1 not.") {
		t.Errorf("the answer is gone: %s", got)
	}
	tb.tabTo("Payload")
	tb.do(chromedp.Evaluate[chromedp.Void](`(s => { s.value = "sample:contact.deleted"; s.dispatchEvent(new Event("change", {bubbles: true})) })(document.getElementById("payload"))`))
	until(t, "the sample is shown", func() bool {
		return strings.Contains(look[string](tb, `document.getElementById("data").value`), "Lue") &&
			look[string](tb, `document.querySelector("[name=type]").value`) == "contact.deleted"
	})
	for _, width := range []int64{1440, 360} {
		for _, theme := range []string{"light", "dark"} {
			tb.theme(theme)
			tb.do(chromedp.EmulateViewport(width, 900))
			for _, flaw := range tb.violations(everyRule) {
				t.Errorf("%d px, %s: %s", width, theme, flaw)
			}
			if wide := look[int](tb, "document.documentElement.scrollWidth"); int64(wide) > width {
				t.Errorf("%d px: the page is %d wide", width, wide)
			}
			below := look[bool](tb, `document.getElementById("payload").getBoundingClientRect().left < 100`)
			if below != (width == 360) {
				t.Errorf("%d px: the payload stands below the condition: %t", width, below)
			}
			tb.shoot(fmt.Sprintf("condition-%d-%s", width, theme))
		}
	}
}

// TestTheTesterWithoutScripts chooses, runs and looks back with scripts off.
func TestTheTesterWithoutScripts(t *testing.T) {
	t.Parallel()

	p := start(t)
	p.user(adminEmail, "admin")
	tb := open(t, 1440)
	tb.signIn(p)
	tb.scriptsOff()
	tb.visit(p.url + "/admin/condition")
	choose := func(payload string) {
		t.Helper()
		tb.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("payload").value = "` + payload + `"`))
		tb.choose("Show this payload")
	}
	choose("sample:subprofile.updated")
	tb.sees("profile.Orders the list of a collection")
	tb.fill("Condition", "Profiles.firstname")
	tb.choose("Run condition")
	tb.sees("Line 1, column 1: Profiles is not defined.")
	tb.fill("Condition", "Profile.FIRSTNAME == 'Ines' && profile.newsletter && profile.orders[0].TOTAL > 24 && PAID")
	tb.choose("Run condition")
	tb.sees("True. This event would be sent.")
	choose("own")
	tb.fill("What the event carries", "[")
	tb.choose("Run condition")
	tb.sees("Payload must be a JSON object")
	tb.choose("Try on recent events")
	tb.sees("No real events to try it on yet.")
}
