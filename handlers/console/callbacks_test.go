package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestPostbackConfig(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	empty := d.get(t, d.postbacks())
	if got := empty.text("h1"); got != "Postback config" {
		t.Errorf("title %q", got)
	}
	if !strings.Contains(empty.text("main"), "No postbacks") {
		t.Error("the empty list does not say so")
	}
	if got := empty.text(".head .actions a"); got != "Add Postback" {
		t.Errorf("the button upper right says %q", got)
	}
	d.postback(t, "Rotterdam POS")
	d.event(t, "CRM feed", 0, 0)
	list := d.get(t, d.postbacks())
	if got := list.text("tbody th"); got != "Rotterdam POS" {
		t.Errorf("Postback config lists %q", got)
	}
	all := d.get(t, d.callbacks())
	if got := all.text("tbody tr:first-child"); !strings.Contains(got, "Rotterdam POS Active contact created pos.example Rotterdam Centrum no dates") {
		t.Errorf("first row is %q", got)
	}
	if got := all.text("tbody tr:last-child"); !strings.Contains(got, "CRM feed Active person_added crm.example the whole company 22 Nov 2026 12:00 – no end") {
		t.Errorf("last row is %q", got)
	}
}

func TestCallbackPagesForOthers(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID
	reading := []string{d.postbacks(), d.callbacks(), at}
	writing := []string{d.postbacks() + "/new", d.callbacks() + "/new", at + "/edit", at + "/end", at + "/resume"}
	viewer := d.as(t, models.Viewer, d.company.Owner())
	for _, path := range reading {
		shown := viewer.get(t, path)
		if shown.status != http.StatusOK {
			t.Errorf("a Viewer gets %d from %s", shown.status, path)
		}
		if n := shown.Find("main form[method=post], main a[href$='/new'], main a[href$='/edit'], main a[href$='/end']").Length(); n != 0 {
			t.Errorf("a Viewer sees %d write controls on %s", n, path)
		}
	}
	stranger := d.stranger(t)
	for _, path := range writing {
		if got := viewer.get(t, path); got.status != http.StatusForbidden {
			t.Errorf("a Viewer gets %d from %s", got.status, path)
		}
	}
	for _, path := range append(reading, writing...) {
		got := stranger.get(t, path)
		if got.status != http.StatusNotFound || strings.Contains(got.Text(), c.Name) {
			t.Errorf("somebody of another company gets %d from %s", got.status, path)
		}
	}
	if got := viewer.post(t, at+"/pause", nil); got.status != http.StatusForbidden {
		t.Errorf("a Viewer's pause is answered %d", got.status)
	}
}

func TestCallbackPage(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "")
	shown := d.get(t, "/admin/callbacks/"+c.PublicID)
	if got := shown.text("h1"); got != "pos.example contact Active" {
		t.Errorf("title %q", got)
	}
	if got := shown.text(".head .btn.primary"); got != "Send test event" {
		t.Errorf("the primary button says %q", got)
	}
	facts := shown.text("section[aria-labelledby=settings] dl")
	for _, want := range []string{
		"Kind Postback", "URL https://pos.example/receiver", "Sign-in User name pos, password saved", "Retries 1 attempt, no retry",
		"Sends contact created",
	} {
		if !strings.Contains(facts, want) {
			t.Errorf("settings lack %q: %s", want, facts)
		}
	}
	if strings.Contains(shown.Text(), "planted-secret") {
		t.Error("the page holds the password")
	}
}

// A callback that would send is not active while its company or location is
// not: nothing arrives, and its pages say why.
func TestCallbackOfAnInactiveOwner(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	till, feed := d.postback(t, "Till"), d.event(t, "CRM feed", on(2026, 1, 1), 0)
	says := func(path, state, note string) {
		t.Helper()
		shown := d.get(t, path)
		if got := shown.text(".head .status, tbody [data-label=State]"); got != state {
			t.Errorf("%s is %q, want %q", path, got, state)
		}
		if got := shown.text("main .note.warning"); got != note {
			t.Errorf("%s says %q, want %q", path, got, note)
		}
	}
	const words = " is inactive. Nothing is sent. Events leave a row that says so."
	pages := []string{"/admin/callbacks/" + till.PublicID, d.postbacks()}
	for _, path := range pages {
		says(path, "Active", "")
	}
	d.location.Active = false
	if err := d.s.UpdateLocation(t.Context(), storetest.Access(), &d.location); err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		says(path, "Location inactive", d.location.Name+words)
	}
	says("/admin/callbacks/"+feed.PublicID, "Active", "")
	company, err := d.s.CompanyByID(t.Context(), models.Everything, d.company.ID)
	if err != nil {
		t.Fatal(err)
	}
	company.Active = false
	if err := d.s.UpdateCompany(t.Context(), storetest.Access(), &company); err != nil {
		t.Fatal(err)
	}
	says("/admin/callbacks/"+feed.PublicID, "Company inactive", d.company.Name+words)
	says("/admin/callbacks/"+till.PublicID, "Company inactive", d.company.Name+words)
	says(d.callbacks(), "Company inactive Company inactive", d.company.Name+words)
}

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID
	paused := d.post(t, at+"/pause", nil)
	if got := paused.text("#messages"); !strings.Contains(got, "Paused. New events are kept") {
		t.Errorf("message %q", got)
	}
	if got := paused.text(".note.warning"); !strings.Contains(got, "Paused since 22 Nov 2026 12:00 UTC. Nothing is held back so far.") {
		t.Errorf("note %q", got)
	}
	if got := d.get(t, at+"/resume").text("main"); !strings.Contains(got, "Resume ‘Rotterdam POS’? Nothing is held back.") {
		t.Errorf("question %q", got)
	}
	resumed := d.post(t, at+"/resume", nil)
	if got := resumed.text("#messages"); !strings.Contains(got, "Resumed. Nothing was held back.") {
		t.Errorf("message %q", got)
	}
	if d.read(t, c.PublicID).Paused() || d.wakes.Load() != 1 {
		t.Errorf("paused %t, engine woken %d times", d.read(t, c.PublicID).Paused(), d.wakes.Load())
	}
}

func TestResumeWithHeldDeliveries(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID
	d.post(t, at+"/pause", nil)
	d.owe(t, c, 2)
	if got := d.get(t, d.postbacks()).text("tbody .status"); got != "Paused, 2 held" {
		t.Errorf("state %q", got)
	}
	question := d.get(t, at+"/resume")
	if got := question.text("h1"); got != "Send the 2 held deliveries?" {
		t.Errorf("title %q", got)
	}
	if got := question.text("#resume"); got != "Resume and send 2" {
		t.Errorf("button %q", got)
	}
	if got := d.post(t, at+"/resume", nil).text("#messages"); !strings.Contains(got, "2 held deliveries are being sent.") {
		t.Errorf("message %q", got)
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, keep, message string
		waiting             int
	}{
		{"what waits is cancelled", "", "Ended. It sends nothing new.", 0},
		{"what waits is still sent", "1", "Ended. What waits is still sent.", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newFixture(t)
			c := d.postback(t, "Rotterdam POS")
			at := "/admin/callbacks/" + c.PublicID
			d.owe(t, c, 3)
			question := d.get(t, at+"/end")
			if got := question.text("main form"); !strings.Contains(got, "3 deliveries wait") || !strings.Contains(got, "Still send what waits") {
				t.Errorf("question %q", got)
			}
			ended := d.post(t, at+"/end", url.Values{"keep": {test.keep}})
			if got := ended.text("#messages"); !strings.Contains(got, test.message) {
				t.Errorf("message %q", got)
			}
			if waiting, _, err := d.s.Waiting(t.Context(), models.Everything, c.ID); err != nil || waiting != test.waiting {
				t.Errorf("%d deliveries wait (%v)", waiting, err)
			}
			for _, path := range []string{at + "/edit", at + "/end"} {
				again := d.get(t, path)
				if again.status != http.StatusConflict || !strings.Contains(again.text("main"), "has ended") {
					t.Errorf("%s answers %d: %s", path, again.status, again.text("main"))
				}
			}
			if got := ended.text(".head .actions"); got != "Copy" {
				t.Errorf("an ended callback has the buttons %q", got)
			}
		})
	}
}

// owe stores deliveries that wait for c.
func (d fixture) owe(t *testing.T, c models.Callback, n int) {
	t.Helper()
	c = d.read(t, c.PublicID)
	event := models.Event{
		ID: d.s.NewID(), PublicID: "AB234SDFD234", CompanyID: c.CompanyID, LocationID: c.LocationID, Type: "contact.created",
		Action: models.Create, Data: []byte(`{"last_name":"Jones"}`), AcceptedAt: models.At(noon),
	}
	var owed []models.Delivery
	for range n {
		one := models.Delivery{
			ID: d.s.NewID(), EventID: event.ID, CallbackID: c.ID, CompanyID: c.CompanyID, LocationID: c.LocationID,
			EventType: event.Type, Host: c.Host, Status: models.Queued, DueAt: models.At(noon), PlanLen: 1,
		}
		if c.Paused() {
			one.HoldReason, one.DueAt = models.HeldPaused, 0
		}
		owed = append(owed, one)
	}
	if err := d.s.Accept(t.Context(), nil, []models.Event{event}, owed); err != nil {
		t.Fatalf("accept: %v", err)
	}
}

// A URL may let somebody in: who may not change callbacks sees it without what can be
// a secret.
func TestTokensInURLs(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.store(t, models.Callback{
		Kind: models.KindWebhook, CompanyID: d.company.ID, URL: "https://hooks.example/services/T1/B2/SECRET?token=abc",
		Types: []models.CallbackType{{Type: "*"}},
	})
	for reader, hidden := range map[*fixture]bool{new(d.as(t, models.Viewer, d.company.Owner())): true, &d: false} {
		html, _ := reader.get(t, "/admin/callbacks/"+c.PublicID).Html()
		if strings.Contains(html, "SECRET") == hidden || strings.Contains(html, "token=abc") == hidden {
			t.Errorf("somebody who must not, or must, sees the token: %t", !hidden)
		}
	}
}
