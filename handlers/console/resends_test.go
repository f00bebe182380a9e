package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"callboard/models"
	"callboard/models/resend"
	"callboard/models/store"
)

// pressed sends the form that has a button, as a browser without scripts does.
func (d fixture) pressed(t *testing.T, p page, button string) page {
	t.Helper()
	form := p.Find(button).Closest("form")
	if form.Length() != 1 {
		t.Fatalf("no %s on %q", button, p.text("main"))
	}
	values := url.Values{}
	form.Find("input[name]").Each(func(_ int, one *goquery.Selection) {
		if _, checked := one.Attr("checked"); checked || one.AttrOr("type", "") != "checkbox" {
			values.Add(one.AttrOr("name", ""), one.AttrOr("value", ""))
		}
	})
	form.Find("select[name]").Each(func(_ int, one *goquery.Selection) {
		values.Add(one.AttrOr("name", ""), one.Find("option[selected]").AttrOr("value", ""))
	})
	if form.AttrOr("method", "") == "post" {
		return d.post(t, form.AttrOr("action", ""), values)
	}
	return d.get(t, form.AttrOr("action", "")+"?"+values.Encode())
}

// answers stores a delivery to c for each code, which answers it.
func (d fixture) answers(t *testing.T, c models.Callback, codes ...int) (found []models.Delivery) {
	t.Helper()
	d.owe(t, c, len(codes))
	for _, code := range codes {
		found = append(found, d.answer(t, code))
	}
	return found
}

// work does a step of all runs.
func (d fixture) work(t *testing.T) {
	t.Helper()
	if _, _, err := d.s.ResendWorker().Step(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// UX 21: "Resend all" acts on the filter, and says before what it will do.
func TestResendAllOfAFilter(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	d.answers(t, c, 503, 503, 503, 200)
	log := d.get(t, "/admin/deliveries?status=failed")
	if got := log.text("#resend-all"); got != "Resend all 3" {
		t.Fatalf("the button says %q", got)
	}
	shown := d.get(t, log.Find("#resend-all").AttrOr("href", ""))
	if got := shown.text("#sentence"); got != "3 deliveries to "+c.URL+", oldest first, at most 10 per second (about 1 second)." {
		t.Errorf("says %q", got)
	}
	if got := shown.text("#by-callback") + shown.text("section table tbody") + shown.text("#causes"); !strings.Contains(got, "Rotterdam POS "+c.URL+" sends 3") || !strings.Contains(got, "3: ") {
		t.Errorf("shares are %q", got)
	}
	run := d.pressed(t, shown, "#start")
	if !strings.HasPrefix(run.path, "/admin/resends/") || run.text("#state") != "Resending: 0 of 3" || d.wakes.Load() == 0 {
		t.Fatalf("at %s: %q", run.path, run.text("main"))
	}
	if again := d.pressed(t, shown, "#start"); again.path != run.path {
		t.Errorf("pressed twice it leads to %s and %s", run.path, again.path)
	}
	if part := d.get(t, run.path+"/progress"); part.status != http.StatusOK || part.Find("#progress[hx-get]").Length() != 1 || part.Find("header").Length() != 0 {
		t.Errorf("the part is %d %q", part.status, part.text("body"))
	}
	d.work(t)
	stopped := d.pressed(t, d.get(t, run.path), "#stop")
	if got := stopped.text("#state"); got != "The resend stopped: 2 of 3 left." {
		t.Errorf("stopped, it says %q", got)
	}
	if on := d.pressed(t, stopped, "#continue"); on.text("#state") != "Resending: 1 of 3" {
		t.Errorf("continued, it says %q", on.text("#state"))
	}
	list := d.get(t, "/admin/resends")
	if got := list.text("tbody"); !strings.Contains(got, "Running") || !strings.Contains(got, "1 resent: 1 waiting for an answer.") {
		t.Errorf("the list says %q", got)
	}
	second := d.get(t, "/admin/deliveries/resend?status=delivered&status=queued")
	if second.text("#out") != "1: delivered before 1: waits for its first attempt anyway" && !strings.Contains(second.text("#preview"), "1: delivered before") {
		t.Errorf("left out: %q", second.text("#preview"))
	}
}

// UX 22: what was delivered is left out, unless the box says otherwise.
func TestDeliveredOnesAreLeftOut(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	d.answers(t, c, 503, 503, 200, 200, 200)
	shown := d.get(t, "/admin/deliveries/resend?callback="+c.PublicID)
	if got := shown.text("label.choice"); got != "Leave out the 3 that were delivered" || shown.Find("#leave[checked]").Length() != 1 || shown.text("#start") != "Resend 2 deliveries" {
		t.Errorf("the box says %q, the button %q", got, shown.text("#start"))
	}
	all := d.get(t, "/admin/deliveries/resend?chosen=yes&rate=5&callback="+c.PublicID)
	if got := all.text("#sentence"); all.text("#start") != "Resend 5 deliveries" || !strings.HasSuffix(got, "at most 5 per second (about 1 second). 3 of them were answered 200 before; the receiver may see them twice.") {
		t.Errorf("without the box it says %q", got)
	}
	run := d.pressed(t, shown, "#start")
	for range 3 {
		d.work(t)
	}
	if got := run.text("#out"); got != "3: delivered before" {
		t.Errorf("left out: %q", got)
	}
}

// UX 25: rows that are ticked, without scripts.
func TestResendSelected(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	found := d.answers(t, c, 503, 503, 503)
	one, two := found[0], found[1]
	log := d.get(t, "/admin/deliveries?status=failed")
	if log.Find(`td.c-box input[form=selected]`).Length() != 3 {
		t.Errorf("%d boxes", log.Find("td.c-box input").Length())
	}
	form := url.Values{"back": {"status=failed"}, "delivery": {one.ID.String(), two.ID.String()}}
	if shown := d.get(t, "/admin/deliveries/resend?"+form.Encode()); shown.text("#start") != "Resend 2 deliveries" {
		t.Errorf("two rows make %q", shown.text("#preview"))
	}
	none := d.pressed(t, log, "#resend-selected")
	if none.path != "/admin/deliveries" || !strings.Contains(none.text("#messages"), "Select one delivery or more") {
		t.Errorf("no row leads to %s: %q", none.path, none.text("#messages"))
	}
	row := d.get(t, pathOf(one)+"/row?choose=yes", "HX-Request", "true")
	if html, _ := row.Html(); !strings.Contains(html, one.ID.String()+"-box") {
		t.Error("the row that comes back has no box")
	}
}

func TestResultOfARun(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	one := d.attempted(t, c, 503)
	run := d.pressed(t, d.get(t, "/admin/deliveries/resend?status=failed"), "#start")
	d.work(t)
	d.answer(t, 503)
	over := d.get(t, run.path)
	if got := over.text("#result"); got != "1 resent: 1 failed again ("+strings.TrimPrefix(got, "1 resent: 1 failed again (") || over.text("#again") != "Resend the 1 that failed again" {
		t.Errorf("says %q, offers %q", got, over.text("#again"))
	}
	if part := d.get(t, run.path+"/progress"); part.status != 286 || part.Find("[hx-get]").Length() != 0 {
		t.Errorf("it asks on after its end: %d", part.status)
	}
	for set, rows := range map[string]int{"#set-all": 1, "#set-failed": 1} {
		if log := d.get(t, over.Find(set).AttrOr("href", "")); log.Find("table.log tbody tr").Length() != rows {
			t.Errorf("%s leads to %q", set, log.text("#results"))
		}
	}
	if next := d.get(t, over.Find("#again").AttrOr("href", "")); next.text("#start") != "Resend 1 delivery" {
		t.Errorf("once more: %q", next.text("#preview"))
	}
	if got := d.get(t, pathOf(one)).text("dl.facts"); !strings.Contains(got, "Resent ") || !strings.Contains(got, "with a resend of many") {
		t.Errorf("the delivery says %q", got)
	}
}

func TestRunsOfOthers(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	if got := d.get(t, "/admin/resends").text(".empty"); !strings.Contains(got, "No resends yet.") {
		t.Errorf("the empty list says %q", got)
	}
	d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	run := d.pressed(t, d.get(t, "/admin/deliveries/resend?status=failed"), "#start")
	stranger := d.stranger(t)
	for _, path := range []string{run.path, run.path + "/progress", "/admin/resends/x"} {
		if got := stranger.get(t, path); got.status != http.StatusNotFound {
			t.Errorf("a stranger gets %d at %s", got.status, path)
		}
	}
	if got := stranger.post(t, run.path+"/stop", nil); got.status != http.StatusNotFound {
		t.Errorf("a stranger stops it: %d", got.status)
	}
	viewer := d.as(t, models.Viewer, d.company.Owner())
	for _, path := range []string{"/admin/resends", run.path, "/admin/deliveries/resend"} {
		if got := viewer.get(t, path); got.status != http.StatusForbidden {
			t.Errorf("a viewer gets %d at %s", got.status, path)
		}
	}
	if log := viewer.get(t, "/admin/deliveries"); log.Find("#resend-all, .c-box, a[href^='/admin/resends']").Length() != 0 {
		t.Error("a viewer is offered what they may not do")
	}
}

func TestResendOfNothing(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	const all = "/admin/deliveries/resend?status=failed"
	shown := d.get(t, all)
	d.pressed(t, shown, "#start")
	d.work(t)
	if got := d.get(t, all).text(".empty"); !strings.Contains(got, "Nothing matches any more. 1 was resent by manager") || !strings.Contains(got, " at 22 Nov 2026 12:00 UTC.") {
		t.Errorf("says %q", got)
	}
	refused := d.post(t, "/admin/resends", url.Values{"filter": {"status=failed"}, "rate": {"1000"}})
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.text("#problem"), "between 1 and 100") {
		t.Errorf("%d %q", refused.status, refused.text("#problem"))
	}
	if found, err := d.s.ResendRuns(t.Context(), models.System("test"), store.ResendPage{Limit: 9}); err != nil || len(found) != 1 || found[0].Status != resend.Done {
		t.Errorf("%v, %v", found, err)
	}
}

func TestFormerAddressesOfResends(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	run := d.pressed(t, d.get(t, "/admin/deliveries/resend?status=failed"), "#start")
	d.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for from, to := range map[string]string{
		"/admin/runs":         "/admin/resends",
		"/admin/runs?after=1": "/admin/resends?after=1",
		strings.Replace(run.path, "resends", "runs", 1): run.path,
	} {
		if got := d.get(t, from); got.status != http.StatusMovedPermanently || got.header.Get("Location") != to {
			t.Errorf("%s leads to %q: %d", from, got.header.Get("Location"), got.status)
		}
	}
}
