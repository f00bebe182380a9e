package console

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store/storetest"
)

// fakeExplainer judges as it was told.
type fakeExplainer []deliverylog.Decision

func (v fakeExplainer) Explain(context.Context, models.Event) ([]deliverylog.Decision, error) {
	return v, nil
}

// judging opens the console anew, with j to judge its events.
func (d fixture) judging(t *testing.T, j Explainer, role models.Role) fixture {
	t.Helper()
	site, err := Site(Base{Store: d.s, Explainer: j, Wake: func() {}, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return d.behind(t, site).as(t, role, d.location.Owner())
}

func TestEventPage(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	sent, wide := d.postback(t, "Till"), d.event(t, "Head office", 0, 0)
	other := d.postback(t, "Door")
	e := models.Event{
		ID: d.s.NewID(), PublicID: "AB234SDFD234", CompanyID: d.company.ID, LocationID: d.location.ID, Type: "contact.created",
		Data: []byte(`{"last_name":"Lue <b>"}`), AcceptedAt: models.At(noon),
	}
	row := models.Delivery{
		ID: d.s.NewID(), EventID: e.ID, CallbackID: sent.ID, CompanyID: d.company.ID, LocationID: d.location.ID, EventType: e.Type,
		Status: models.NotSent, Reason: models.ActionMismatch, ReasonDetail: "deleted",
	}
	if err := d.s.Accept(t.Context(), nil, []models.Event{e}, []models.Delivery{row}); err != nil {
		t.Fatal(err)
	}
	said := fakeExplainer{
		{Callback: other, Text: "it asks for other event types"},
		{Callback: wide, Text: "secret of the company"},
		{Callback: sent, Text: "unused", Asks: true},
	}
	for i := range said {
		said[i].Callback.Settings.Condition = "false"
	}
	path := "/admin/events/" + e.ID.String()

	operator := d.judging(t, said, models.Operator).get(t, path)
	if got := operator.text("tbody"); got != "Till contact created Not sent it does not send this action, only deleted Open delivery Test this condition Door contact created It asks for other event types." {
		t.Errorf("says %q", got)
	}
	if !strings.Contains(operator.text("pre"), `"Lue <b>"`) {
		t.Errorf("carries %q", operator.text("pre"))
	}
	viewer := d.judging(t, said, models.Viewer).get(t, path)
	if strings.Contains(viewer.text("main"), "Lue") || !strings.Contains(viewer.text("main"), "You need the Operator role") {
		t.Errorf("a viewer reads %q", viewer.text("main"))
	}
	if status := d.stranger(t).get(t, path).status; status != http.StatusNotFound {
		t.Errorf("a stranger gets %d", status)
	}
	if status := d.get(t, "/admin/events/x").status; status != http.StatusNotFound {
		t.Errorf("no event at all: %d", status)
	}
}

// TestEventPageSaysWhy shows what a delivery came to, where there is one, and
// what keeps an event from a callback where there is none.
func TestEventPageSaysWhy(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	picky, later := d.postback(t, "Picky"), d.postback(t, "Later")
	e := models.Event{
		ID: d.s.NewID(), PublicID: "AB234SDFD234", CompanyID: d.company.ID, LocationID: d.location.ID, Type: "contact.created",
		Data: []byte(`{}`), AcceptedAt: models.At(noon),
	}
	rows := make([]models.Delivery, 60) // more than a page of the log, the one that is asked for first
	for i := range rows {
		rows[i] = models.Delivery{
			ID: d.s.NewID(), EventID: e.ID, CallbackID: d.s.NewID(), CompanyID: d.company.ID, LocationID: d.location.ID, EventType: e.Type, Status: models.Delivered,
		}
	}
	rows[0].CallbackID, rows[0].Status = picky.ID, models.NotSent
	rows[0].Reason, rows[0].ReasonDetail = models.ConditionFalse, "balance > 0, because balance is null"
	if err := d.s.Accept(t.Context(), nil, []models.Event{e}, rows); err != nil {
		t.Fatal(err)
	}
	later.CreatedAt = 0
	said := fakeExplainer{{Callback: picky, Asks: true}, {Callback: later, Text: "it asks for the event", Asks: true}}
	path := "/admin/events/" + e.ID.String()

	operator := d.judging(t, said, models.Operator).get(t, path).text("#main")
	for _, part := range []string{"balance > 0, because balance is null", "It asks for such events now, and did not when this one happened.", "nothing more: deleted"} {
		if !strings.Contains(operator, part) {
			t.Errorf("misses %q in %q", part, operator)
		}
	}
	viewer := d.judging(t, said, models.Viewer).get(t, path).text("#main")
	if !strings.Contains(viewer, "balance > 0") || strings.Contains(viewer, "is null") {
		t.Errorf("a viewer reads %q", viewer)
	}
}

// TestEventPageOfATest says that a test of one callback was not for the others.
func TestEventPageOfATest(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	other := d.postback(t, "Other")
	other.CreatedAt = 0
	e := d.published(t, "{}", true)
	said := fakeExplainer{{Callback: other, Text: "it asks for the event", Asks: true}}
	shown := d.judging(t, said, models.Operator).get(t, "/admin/events/"+e.ID.String()).text("tbody")
	if !strings.Contains(shown, "The test event was sent to others alone.") {
		t.Errorf("says %q", shown)
	}
}

func TestEventTypesPage(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	own := models.CustomEventType{CompanyID: d.company.ID, Name: "order.paid", Words: "An order was paid.", Sample: []byte(`{"order":7}`)}
	if err := d.s.SaveCustomEventType(t.Context(), storetest.Access(), &own); err != nil {
		t.Fatal(err)
	}
	if box := d.get(t, "/admin/deliveries").Find("[name=type]").First(); box.AttrOr("value", "") != "order.paid" {
		t.Error("the log cannot be filtered by a type of the company")
	}
	shown := d.get(t, "/admin/event-types").text("main")
	for _, part := range []string{"person_added", "A contact was created.", "order.paid", d.company.Name} {
		if !strings.Contains(shown, part) {
			t.Errorf("misses %q", part)
		}
	}
	d = d.stranger(t)
	if strings.Contains(d.get(t, "/admin/event-types").text("main"), "order.paid") {
		t.Error("a stranger reads the types of a company")
	}
	if strings.Contains(d.get(t, "/admin/deliveries").text(".filters"), "order.paid") {
		t.Error("a stranger can choose the types of a company")
	}
}

func TestAPIPage(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	shown := d.get(t, "/admin/api")
	for _, part := range []string{"POST /api/v1/companies/{company}/events", "Publish an event, or up to 1,000", "NewCallback", "whsec_ and the base64"} {
		if !strings.Contains(shown.text("main"), part) {
			t.Errorf("misses %q", part)
		}
	}
	if n := shown.Find(`a[href^="#schema-"]`).Length(); n < 40 {
		t.Errorf("%d links to schemas", n)
	}
	if shown.Find("details > :not(summary)#schema-NewCallback").Length() != 1 {
		t.Error("a link to a schema leaves it closed")
	}
}
