package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// TestResendInPlace resends a failed delivery from its row in the log, by
// keyboard, and watches the row until it is delivered.
func TestResendInPlace(t *testing.T) {
	t.Parallel()

	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	base := "/companies/" + company + "/config/"
	want[entity](t, key.call(http.MethodPost, base+"callbacks", object(t, "event_type", "person_added",
		"destination", map[string]string{"url": rc.url + "/404,200/crm"})), http.StatusCreated)
	sent := want[testEvent](t, key.call(http.MethodPost, base+"callback_events/test", `{"event_type":"person_added"}`), http.StatusCreated)
	p.admin().shows(sent.EventID, "Failed")

	tb := open(t, 1440)
	tb.signIn(p)
	tb.visit(p.url + "/admin/deliveries")
	region := `(window.kept = window.kept || document.getElementById("messages"))`
	before := look[int](tb, region+".children.length")
	tb.skip()
	tb.tabTo("Resend")
	button := look[string](tb, "document.activeElement.id")
	if !strings.HasSuffix(button, "-send") {
		t.Fatalf("the button's id is %q", button)
	}
	tb.press(kb.Enter)
	rc.wait("/404,200/crm", 2)
	until(t, "the row says Delivered", func() bool {
		return strings.TrimSpace(look[string](tb, `document.querySelector("td.c-status .status").innerText`)) == "Delivered"
	})
	if at := look[string](tb, "document.activeElement.id"); at != button {
		t.Errorf("the focus went to %q", at)
	}
	if now := look[int](tb, region+".children.length"); now != before+1 || !look[bool](tb, region+".isConnected") {
		t.Errorf("the messages went from %d to %d", before, now)
	}
	tb.loaded()
	<-time.After(3 * time.Second) // longer than the row waits between two looks
	if more, _ := tb.loaded(); len(more) > 0 {
		t.Errorf("a settled row still asks %v", more)
	}
}

// TestHostileTextStaysText shows names and bodies that would run if a page
// took them for markup.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()

	const hostile = `</code><script>window.ran=1</script><img src=x onerror="window.ran=1">`
	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company(hostile)
	location := p.location(company, hostile)
	want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, rc.url+"/200/pos")), http.StatusCreated)
	want[contactOf](t, key.call(http.MethodPost, "/v2/contacts",
		`{"contact":`+object(t, "last_name", hostile, "location_id", location)+`}`), http.StatusCreated)
	rc.wait("/200/pos", 1)
	admin := p.admin()

	tb := open(t, 1440)
	tb.cookie(p, admin)
	seen := 0
	for path, text := range admin.crawl() {
		if !strings.Contains(text, "onerror=") {
			continue // nothing of it can run there
		}
		tb.visit(p.url + path)
		if ran := look[bool](tb, "window.ran === 1"); ran {
			t.Errorf("%s ran a script that it was given", path)
		}
		if strings.Contains(tb.text(), `onerror=`) {
			seen++
		}
	}
	if seen < 5 {
		t.Errorf("%d pages show the text: too few to mean anything", seen)
	}
}
