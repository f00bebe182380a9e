package console

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestSavingWhatMendsOffersToResend(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID + "/edit"
	if got := d.fill(t, at, map[string]string{"url": "https://pos1.example/receiver"}).text("#messages"); strings.Contains(got, "failed") {
		t.Errorf("when nothing failed it says %q", got)
	}
	d.answers(t, c, 503, 503, 200)
	for name, typed := range map[string]map[string]string{
		"the URL":      {"url": "https://pos2.example/receiver", "password": "a new one"},
		"the password": {"password": "a new one"},
		"the user":     {"user": "till", "password": "a new one"},
		"a header":     {"header_name": "X-Till", "header_value": "7"},
	} {
		saved := d.fill(t, at, typed)
		offer := saved.Find("#messages a").First()
		href, _ := offer.Attr("href")
		if got := saved.text("#messages"); !strings.Contains(got, "Saved. Active now. 2 deliveries failed since 22 Nov 12:00 UTC.") || offer.Text() != "Resend these 2" {
			t.Errorf("%s: %d %q", name, saved.status, got)
			continue
		}
		if want := "/admin/deliveries/resend?callback=" + c.PublicID + "&status=failed&test=no&from=2026-11-22T12%3A00Z"; href != want {
			t.Errorf("%s: leads to %s, want %s", name, href, want)
		}
		if got := d.get(t, href).text("#start"); got != "Resend 2 deliveries" {
			t.Errorf("%s: the preview offers %q", name, got)
		}
	}
	if got := d.fill(t, at, map[string]string{"name": "Zuid POS"}).text("#messages"); !strings.Contains(got, "Saved. Active now.") || strings.Contains(got, "failed") {
		t.Errorf("after a change of the name it says %q", got)
	}
}

func TestLogLeadsWithACommonCause(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	d.owe(t, c, 4)
	d.answer(t, 503)
	d.answer(t, 503)
	if got := d.get(t, "/admin/deliveries").text("#results .note"); got != "" {
		t.Errorf("two failures share %q", got)
	}
	d.answer(t, 503)
	d.answer(t, 200)
	banner := d.get(t, "/admin/deliveries?range=24h")
	got := banner.text("#results .note")
	for _, want := range []string{
		"3 deliveries failed since 22 Nov 12:00 UTC.", "pos.example had an error of its own (503).",
		"Tell the receiver, then send it again.", "The last one was accepted 22 Nov 12:00 UTC.", "Resend 3",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q: %s", want, got)
		}
	}
	href, _ := banner.Find("#trouble-resend").Attr("href")
	if want := "/admin/deliveries/resend?status=failed&cause=http_5xx&host=pos.example&range=24h"; href != want {
		t.Errorf("leads to %s, want %s", href, want)
	}
	for _, query := range []string{"?status=delivered", "?host=crm.example", "?after=" + d.s.NewID().String()} {
		if got := d.get(t, "/admin/deliveries"+query).text("#results .note"); got != "" {
			t.Errorf("%s: leads with %q", query, got)
		}
	}
	viewer := d.as(t, models.Viewer, d.company.Owner()).get(t, "/admin/deliveries")
	if viewer.Find("#results .note").Length() != 1 || viewer.Find("#results .note a").Length() != 0 {
		t.Errorf("who may change nothing is offered %q", viewer.text("#results .note"))
	}
}

func TestSummariesLeadWithWhatFailed(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	pages := []string{
		"/admin/", "/admin/companies/" + d.company.PublicID, "/admin/locations/" + d.location.PublicID, "/admin/callbacks/" + c.PublicID,
	}
	failed := d.answers(t, c, 503, 503)[0]
	if err := d.s.UpdateCallback(t.Context(), storetest.Access(), new(moved(d.read(t, c.PublicID)))); err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		shown := d.get(t, path)
		got := shown.text(".troubles")
		for _, want := range []string{"2 deliveries failed since 22 Nov 12:00 UTC.", "pos.example had an error of its own (503).", "The URL leads to pos2.example now.", "See the 2 deliveries"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q: %s", path, want, got)
			}
		}
		rows, _ := shown.Find("#trouble-1-see").Attr("href")
		if got := d.get(t, rows).Find("table.log tbody tr").Length(); got != 2 {
			t.Errorf("%s leads to %d rows at %s", path, got, rows)
		}
		again, _ := shown.Find("#trouble-1-resend.primary").Attr("href")
		if got := d.get(t, again); got.status != http.StatusOK || got.text("#start") != "Resend 2 deliveries" {
			t.Errorf("%s leads to %q at %s", path, got.text("#start"), again)
		}
		if got := d.stranger(t).get(t, path); strings.Contains(got.Text(), "failed since") {
			t.Errorf("%s tells a stranger: %s", path, got.text("main"))
		}
	}
	d.post(t, pathOf(failed)+"/resend", nil)
	if got := d.get(t, pages[0]).text(".troubles"); !strings.Contains(got, "1 delivery failed since") {
		t.Errorf("once one is sent again: %q", got)
	}
}

// moved is a callback that leads to another host.
func moved(c models.Callback) models.Callback {
	c.URL, c.Secrets.Password = "https://pos2.example/receiver", "a new one"
	return c
}
