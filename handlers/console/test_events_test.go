package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
)

// testEventPublisher is a Publisher that owes every event to one callback, or to none.
type testEventPublisher struct {
	d        fixture
	callback models.Callback
}

func (p testEventPublisher) Publish(ctx context.Context, _ []models.Change, events []models.Event) ([]models.Event, error) {
	if p.callback.ID == 0 {
		return nil, models.ErrNoCallback
	}
	one := events[0]
	one.ID, one.PublicID, one.AcceptedAt = p.d.s.NewID(), "AB234SDFD234", models.At(noon)
	id := p.d.s.NewID()
	owed := models.Delivery{
		ID: id, EventID: one.ID, CallbackID: p.callback.ID, CompanyID: one.CompanyID, LocationID: one.LocationID,
		EventType: one.Type, Host: p.callback.Host, Status: models.Queued, DueAt: models.At(noon), PlanLen: 1, Test: one.Test,
	}
	return []models.Event{one}, p.d.s.Accept(ctx, nil, []models.Event{one}, []models.Delivery{owed})
}

func TestSendTestEvent(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	d = d.publishing(t, testEventPublisher{d, c})
	at := "/admin/test-events/new?callback=" + c.PublicID
	opened := d.get(t, at)
	if !strings.Contains(opened.text("#data"), `"last_name"`) || opened.Find("#type option").Length() != 1 {
		t.Errorf("the form of a postback for created contacts: %q", opened.text("main form"))
	}
	shown := d.post(t, "/admin/test-events", url.Values{"to": {"callback:" + c.PublicID}, "type": {"contact.created"}, "data": {`{"last_name":"Prins"}`}})
	if shown.status != http.StatusOK || !strings.Contains(shown.text("#result"), "Event ID AB234SDFD234") {
		t.Fatalf("%d: %s", shown.status, shown.text("main"))
	}
	if shown.Find("#result[hx-get]").Length() != 1 {
		t.Error("a waiting result does not ask for itself again")
	}
	d.answer(t, 200)
	after := d.get(t, shown.path)
	if !strings.Contains(after.text("#result"), "Delivered 12:00:30 UTC, 200 in") || after.Find("#result[hx-get]").Length() != 0 {
		t.Errorf("the settled result: %s", after.text("#result"))
	}
	if !strings.Contains(after.text("#data"), "Prins") {
		t.Error("the form does not offer to send the same again")
	}
}

func TestRefusedTestEvent(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	list := d.store(t, models.Callback{
		Kind: models.KindEvent, CompanyID: d.company.ID, Name: "Newsletter", URL: "https://crm.example/in", IsActive: true,
		Types: []models.CallbackType{{Type: "subscription_added", FilterValue: "l1234"}},
	})
	d = d.publishing(t, testEventPublisher{d: d})
	tests := map[string]struct{ kind, data, want string }{
		"no JSON":          {"subscription_added", "{", "Payload is not valid JSON. Line 1, column 2: the end where a name in double quotes should be"},
		"no object":        {"subscription_added", "[1]", "Payload must be a JSON object. Line 1, column 1: ‘[’ where ‘{’ should be"},
		"no list":          {"subscription_added", `{"subscription":{}}`, "Enter the subscription list ID at subscription.subscription_list.id"},
		"no person":        {"person_added", `{"first_name":"A"}`, "Payload: person must be given, as in the sample"},
		"no type":          {"", `{}`, "Select an event type"},
		"nobody to get it": {"subscription_added", "", "There is no active callback for subscription_added at Newsletter"},
	}
	for name, tt := range tests {
		form := url.Values{"to": {"callback:" + list.PublicID}, "type": {tt.kind}, "data": {tt.data}}
		shown := d.post(t, "/admin/test-events", form)
		if shown.status != http.StatusUnprocessableEntity || !strings.Contains(shown.text("#problem"), tt.want) {
			t.Errorf("%s: %d %q, want %q", name, shown.status, shown.text("#problem"), tt.want)
		}
		if got := shown.text("#data"); got != tt.data {
			t.Errorf("%s: the payload became %q", name, got)
		}
	}
}

// TestWhyACallbackIsNotTested names the rule that would keep a test event from
// the callback it is for, and leads to no other one.
func TestWhyACallbackIsNotTested(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	one := d.event(t, "Newsletter", 0, 0)
	site, err := Site(Base{
		Store: d.s, Publisher: testEventPublisher{d: d}, Wake: func() {}, Version: "test",
		Explainer: fakeExplainer{{Callback: models.Callback{ID: one.ID + 1}, Text: "another"}, {Callback: one, Text: "it ended 1 Nov 2026 00:00"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d = d.behind(t, site)
	shown := d.post(t, "/admin/test-events", url.Values{"to": {"callback:" + one.PublicID}, "type": {one.Trigger().Type}})
	if got := shown.text("#type-error"); got != "Error: ‘Newsletter’ would not get it: it ended 1 Nov 2026 00:00" {
		t.Errorf("says %q", got)
	}
	if got := shown.text("main"); strings.Contains(got, "Add a callback for it") {
		t.Errorf("offers another callback: %q", got)
	}
}

func TestWhomATestEventCanReach(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	if got := d.get(t, "/admin/test-events/new").text("main"); !strings.Contains(got, "There is no callback to test.") {
		t.Errorf("without callbacks: %s", got)
	}
	for within, to := range map[string]string{
		"": "/admin/locations", "?company=" + d.company.PublicID: d.callbacks(), "?location=" + d.location.PublicID: d.postbacks(),
	} {
		if got := d.get(t, "/admin/test-events/new"+within).Find(".empty a").AttrOr("href", ""); got != to {
			t.Errorf("without callbacks %q leads to %q, not %q", within, got, to)
		}
	}
	one := d.postback(t, "Rotterdam POS")
	if got := d.get(t, "/admin/test-events/new?location="+d.location.PublicID).text("#data"); !strings.Contains(got, "last_name") {
		t.Errorf("the only callback of a location is not chosen: %q", got)
	}
	d.event(t, "CRM feed", 0, 0)
	if got := d.get(t, "/admin/test-events/new").text("#to"); !strings.Contains(got, "Rotterdam POS") || !strings.Contains(got, "CRM feed") {
		t.Errorf("to choose from: %q", got)
	}
	stranger := d.stranger(t)
	if got := stranger.get(t, "/admin/test-events/new?callback="+one.PublicID); got.status != http.StatusNotFound {
		t.Errorf("somebody of another company gets %d", got.status)
	}
	if got := d.as(t, models.Viewer, d.company.Owner()).get(t, "/admin/test-events/new"); got.status != http.StatusForbidden {
		t.Errorf("a Viewer gets %d", got.status)
	}
}

// readingPublisher is a Publisher that keeps the last event and owes it to nobody.
type readingPublisher struct{ last *models.Event }

func (p readingPublisher) Publish(_ context.Context, _ []models.Change, events []models.Event) ([]models.Event, error) {
	*p.last = events[0]
	return nil, models.ErrNoCallback
}

// TestSampleFollowsTheType sends with another type than the form was opened
// with: an untouched sample is exchanged, a changed payload is kept.
func TestSampleFollowsTheType(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	var sent models.Event
	company := "company:" + d.company.PublicID
	d.postback(t, "Rotterdam POS")
	d = d.publishing(t, readingPublisher{&sent})
	shown := d.get(t, "/admin/test-events/new?to="+company+"&type=person_added")
	sample := strings.ReplaceAll(shown.Find("#data").Text(), "\n", "\r\n") // as browsers send it
	for name, tt := range map[string]struct{ data, want string }{
		"an untouched sample": {sample, `"subscription_list"`},
		"a changed payload":   {`{"subscription":{"subscription_list":{"id":"l9"}},"mine":true}`, `"mine"`},
	} {
		d.post(t, "/admin/test-events", url.Values{"to": {company}, "type": {"subscription_added"}, "data": {tt.data}})
		if !strings.Contains(string(sent.Data), tt.want) {
			t.Errorf("%s: sent %s", name, sent.Data)
		}
	}
}
