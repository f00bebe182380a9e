package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A person mends a URL and sends all that failed again: three clicks from the
// log, and the run is followed live to its end. The pages are fit for all.
func TestResendAllInTheBrowser(t *testing.T) {
	t.Parallel()

	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	till := key.failing(company, "person_added", rc.url+"/500/till", 12)
	key.settled(till.ID, "failed", 12)
	want[registered](t, key.call(http.MethodPatch, "/api/v1/callbacks/"+till.ID, fmt.Sprintf(`{"destination":{"url":"%s/200/till"}}`, rc.url)), http.StatusOK)
	admin := p.admin()

	tb := open(t, 1440)
	tb.cookie(p, admin)
	tb.visit(p.url + "/admin/deliveries?status=failed")
	tb.do(chromedp.Click("#resend-all"), chromedp.WaitVisible("#start"))
	tb.sees("12 deliveries to " + rc.url + "/200/till, oldest first, at most 10 per second (about 2 seconds).")
	preview := tb.path()
	tb.judge(preview, 1440)
	tb.do(chromedp.SetValue("#rate", "5"), chromedp.Evaluate[chromedp.Void](`document.getElementById("rate").dispatchEvent(new Event("change", {bubbles: true}))`))
	tb.sees("at most 5 per second (about 3 seconds)")
	tb.do(chromedp.Click("#start"), chromedp.WaitVisible("#progress"))
	run := tb.path()
	if !strings.HasPrefix(run, "/admin/resends/") {
		t.Fatalf("the button leads to %s", run)
	}
	tb.sees("12 resent: 12 delivered.")
	tb.sees("Resend finished")
	tb.loaded()
	if more, _ := tb.loaded(); len(more) > 0 {
		t.Errorf("a finished run still asks %v", more)
	}
	for _, width := range []int64{1440, 360} {
		narrow := open(t, width)
		narrow.cookie(p, admin)
		for _, path := range []string{"/admin/deliveries", preview, run, "/admin/resends", "/admin/deliveries/resend?include=none&chosen=yes"} {
			narrow.visit(p.url + path)
			narrow.judge(path, width)
		}
	}
}
