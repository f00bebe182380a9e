package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// fakeConditions knows a few conditions by heart.
type fakeConditions struct{}

func (fakeConditions) Try(_ context.Context, q condition.Question) (condition.Result, error) {
	switch q.Text {
	case "data.contact_balance > 0":
		why := "data.contact_balance > 0, because data.contact_balance is null"
		return condition.Result{Why: why, Trace: []condition.Step{{Text: "data.contact_balance", Value: "null"}}}, nil
	case "'yes'":
		return condition.Result{True: true, Was: "the text ‘yes’"}, nil
	case "company = Date":
		names := []condition.Name{{Name: "company", TakenFor: "the record's field"}, {Name: "Date", TakenFor: "JavaScript's Date"}}
		return condition.Result{True: true, Names: names, Warns: []string{"Line 1, column 1: this sets company"}}, nil
	case "1\n  contact":
		return condition.Result{Error: &condition.Problem{Line: 2, Column: 3, Text: "contact is not defined"}}, nil
	case "City":
		return condition.Result{Error: &condition.Problem{Line: 1, Column: 1, Text: "City is not defined. Did you mean city?"}}, nil
	case "scope":
		return condition.Result{True: strings.Contains(string(q.Scope.Object), `"person_added"`)}, nil
	}
	return condition.Result{}, condition.ErrBusy
}

func TestTryACondition(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	first := d.get(t, "/admin/condition")
	if !strings.Contains(first.text("#data"), `"contact_balance": null`) || first.text("#condition") != "data.contact_balance > 0" {
		t.Errorf("begins with %q and %q", first.text("#condition"), first.text("#data"))
	}
	tests := map[string]struct {
		form   url.Values
		status int
		shows  []string
	}{
		"false": {
			url.Values{"condition": {"data.contact_balance > 0"}, "data": {"{}"}},
			200,
			[]string{"False. This event would not be sent.", "because data.contact_balance is null", "data.contact_balance null"},
		},
		"no boolean": {
			url.Values{"condition": {"'yes'"}},
			200,
			[]string{"True. This event would be sent.", "It gave the text ‘yes’"},
		},
		"names and warnings": {
			url.Values{"condition": {"company = Date"}},
			200,
			[]string{"This event would be sent.", "Line 1, column 1: this sets company.", "company the record's field", "Date JavaScript's Date"},
		},
		"an error": {
			url.Values{"condition": {"1\r\n  contact"}},
			200,
			[]string{"Error. Line 2, column 3: contact is not defined.", "contact ^"},
		},
		"a question": {
			url.Values{"condition": {"City"}}, 200, []string{"City is not defined. Did you mean city? This event would not be sent."},
		},
		"too much to do": {url.Values{"condition": {"busy"}}, 200, []string{"Not run. There is too much to do just now."}},
		"the sample of another type": {
			url.Values{"condition": {"scope"}, "type": {"person_added"}}, 200, []string{"True."},
		},
		"from the form of a postback": {
			url.Values{"condition": {"scope"}, "starts": {"change"}, "resource": {"transaction"}, "actions": {"delete"}, "type": {"person_added"}},
			200,
			[]string{"False."},
		},
		"from the form of a signed callback": {
			url.Values{"condition": {"scope"}, "starts": {"signed"}, "types": {"order.shipped\r\nperson_*"}}, 200, []string{"True."},
		},
		"nothing":            {url.Values{"condition": {" "}}, 422, []string{"Enter a condition."}},
		"no payload at all":  {url.Values{"condition": {"'yes'"}, "data": {"[1"}}, 422, []string{"Payload must be a JSON object. Line 1, column 1: ‘[’ where ‘{’ should be"}},
		"a delivery of none": {url.Values{"condition": {"'yes'"}, "delivery": {"0000000000000"}}, 404, nil},
	}
	for name, tt := range tests {
		shown := d.post(t, "/admin/condition/run", tt.form)
		if shown.status != tt.status {
			t.Errorf("%s: answered %d, want %d", name, shown.status, tt.status)
		}
		for _, want := range tt.shows {
			if got := shown.text("#condition-result"); !strings.Contains(got, want) {
				t.Errorf("%s: shows %q, not %q", name, got, want)
			}
		}
	}
}

// TestThePayloadOfATrial chooses what a condition is tried with.
func TestThePayloadOfATrial(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	const path = "/admin/condition/payload"
	sample := d.post(t, path, url.Values{"condition": {"x"}, "payload": {"sample:person_added"}, "data": {"{}"}})
	if !strings.Contains(sample.text("#data"), `"Ines"`) || sample.text("#condition") != "x" || sample.fields().Get("payload") != "sample:person_added" {
		t.Errorf("the sample is %q", sample.text("#data"))
	}
	own := d.post(t, path, url.Values{"condition": {"x"}, "payload": {"own"}, "type": {"person_added"}, "data": {`{"a":1}`}})
	if form := own.fields(); own.text("#data") != `{"a":1}` || form.Get("payload") != "own" || form.Get("type") != "person_added" {
		t.Errorf("pasted: %v", form)
	}
	if got := d.post(t, "/admin/condition/run", url.Values{"condition": {"scope"}, "payload": {"own"}, "type": {"person_added"}, "data": {"{}"}}); !strings.Contains(got.text("#condition-result"), "True.") {
		t.Errorf("pasted and run: %q", got.text("#condition-result"))
	}
	if got := d.post(t, "/admin/condition/run", url.Values{"condition": {"scope"}, "payload": {"own"}, "data": {""}}); got.status != 422 {
		t.Errorf("nothing pasted: %d", got.status)
	}
	subprofile := d.post(t, path, url.Values{"payload": {"sample:subprofile.updated"}})
	if got := subprofile.text("#main"); !strings.Contains(got, "profile.Orders the list of a collection") {
		t.Errorf("of a subprofile: %q", got)
	}
}

// published stores what happened to a contact, without any callback.
func (d fixture) published(t *testing.T, data string, test bool) models.Event {
	t.Helper()
	e := models.Event{
		ID: d.s.NewID(), PublicID: "evt" + d.s.NewID().String(), CompanyID: d.company.ID, LocationID: d.location.ID, Type: "contact.updated",
		Action: models.Update, Data: []byte(data), AcceptedAt: models.At(noon), Test: test,
	}
	if err := d.s.Accept(t.Context(), nil, []models.Event{e}, nil); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestRealEvents tries a condition on what really happened.
func TestRealEvents(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	c.Settings.Condition = "scope"
	if err := d.s.UpdateCallback(t.Context(), models.System("test"), &c); err != nil {
		t.Fatal(err)
	}
	page := "/admin/condition?callback=" + c.PublicID
	if got := d.get(t, page); strings.Contains(got.text("#payload"), "Last real event") || got.text("#condition") != "scope" {
		t.Errorf("nothing happened yet: %q", got.text("#payload"))
	}
	form := url.Values{"callback": {c.PublicID}, "condition": {"scope"}, "data": {"["}}
	if got := d.post(t, "/admin/condition/recent", form); !strings.Contains(got.text("#condition-result"), "No real events to try it on yet") {
		t.Errorf("nothing to try: %q", got.text("#condition-result"))
	}
	first := d.published(t, `{"last_name":"person_added","api_key":"hunter2"}`, false)
	d.published(t, `{"last_name":"Lue","zip":12.50}`, false)
	last := d.published(t, `{"last_name":"Lue","zip":12.50}`, false)
	d.published(t, `{}`, true)
	shown := d.get(t, page)
	if got := shown.text("#payload"); !strings.Contains(got, "Last real event, 22 Nov 2026 12:00 UTC (contact updated)") || strings.Contains(got, "person") {
		t.Errorf("can choose from %q", got)
	}
	real := d.post(t, "/admin/condition/payload", url.Values{"callback": {c.PublicID}, "payload": {"event:" + last.ID.String()}})
	if got := real.text("#data"); !strings.Contains(got, "12.50") {
		t.Errorf("the last one carries %q", got)
	}
	if got := d.get(t, page+"&event="+first.ID.String()).text("#data"); !strings.Contains(got, "person_added") || strings.Contains(got, "hunter2") {
		t.Errorf("the first one carries %q", got)
	}
	recent := d.post(t, "/admin/condition/recent", form).text("#condition-result")
	if !strings.Contains(recent, "Of the last 3 events, 1 would be sent and 2 not.") || strings.Count(recent, "contact updated") != 3 {
		t.Errorf("on recent events: %q", recent)
	}
	form.Set("condition", "1\n  contact")
	if got := d.post(t, "/admin/condition/recent", form).text("#condition-result"); !strings.Contains(got, "stopped with an error on 3.") || !strings.Contains(got, "line 2, column 3") {
		t.Errorf("an error on recent events: %q", got)
	}
	form.Set("condition", "busy")
	if got := d.post(t, "/admin/condition/recent", form).text("#condition-result"); !strings.Contains(got, "There were 3 to try.") {
		t.Errorf("too much to do: %q", got)
	}
	form.Set("condition", " ")
	if got := d.post(t, "/admin/condition/recent", form); got.status != 422 {
		t.Errorf("no condition: %d", got.status)
	}
	d.blindTo(t, c, last)
}

// blindTo says that who may not see payloads sees none here either.
func (d fixture) blindTo(t *testing.T, c models.Callback, e models.Event) {
	t.Helper()
	viewer := d.as(t, models.Viewer, d.company.Owner())
	shown := viewer.get(t, "/admin/condition?callback="+c.PublicID)
	if got := shown.text("#main"); shown.status != 200 || strings.Contains(got, "Last real event") || strings.Contains(got, "Try on recent events") {
		t.Errorf("a viewer reads %d %q", shown.status, got)
	}
	form := url.Values{"callback": {c.PublicID}, "condition": {"scope"}, "payload": {"event:" + e.ID.String()}}
	if got := viewer.post(t, "/admin/condition/run", form); got.status != http.StatusNotFound {
		t.Errorf("a viewer tries a real event: %d", got.status)
	}
	form.Set("payload", "own")
	if got := viewer.post(t, "/admin/condition/recent", form).text("#condition-result"); strings.Contains(got, "Of the last") {
		t.Errorf("a viewer tries recent events: %q", got)
	}
	other := storetest.Company(t, d.s)
	if got := d.as(t, models.Operator, other.Owner()).get(t, "/admin/condition?callback="+c.PublicID); got.status != http.StatusNotFound {
		t.Errorf("a stranger reads %d", got.status)
	}
}

// stopped stores a delivery for c that its condition stopped.
func (d fixture) stopped(t *testing.T, c models.Callback) models.Delivery {
	t.Helper()
	d.owe(t, c, 1)
	tasks, err := d.s.Claim(t.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 {
		t.Fatalf("claim: %d tasks, %v", len(tasks), err)
	}
	one := tasks[0].Delivery
	one.Status, one.Reason, one.ConditionState = models.NotSent, models.ConditionFalse, models.ConditionStopped
	one.ReasonDetail, one.DueAt, one.FinishedAt = "data.last_name == 'Lue', because data.last_name is ‘Jones’", 0, models.At(noon)
	if lost, err := d.s.Record(t.Context(), []store.Result{{Delivery: one}}); err != nil || lost != 0 {
		t.Fatalf("record: %d lost, %v", lost, err)
	}
	return one
}

func TestConditionOfADelivery(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	c.Settings.Condition = "data.last_name == 'Lue'"
	if err := d.s.UpdateCallback(t.Context(), models.System("test"), &c); err != nil {
		t.Fatal(err)
	}
	one := d.stopped(t, c)
	const rule, value = "condition was false: data.last_name == 'Lue'", "because data.last_name is ‘Jones’"
	shown := d.get(t, pathOf(one))
	if got := shown.text("main"); !strings.Contains(got, rule+", "+value) || !strings.Contains(got, "data.last_name == 'Lue' was false") {
		t.Errorf("its page says %q", got)
	}
	if got := shown.text(".inspect"); got != "Attempts No request was made." {
		t.Errorf("of attempts it says %q", got)
	}
	if got := d.get(t, "/admin/deliveries").text("#results"); !strings.Contains(got, rule) || strings.Contains(got, value) {
		t.Errorf("the log says %q", got)
	}
	try, _ := shown.Find("#try-condition").Attr("href")
	if got := d.get(t, try); got.text("#condition") != c.Settings.Condition || !strings.Contains(got.text("#data"), "{") {
		t.Errorf("%s begins with %q and %q", try, got.text("#condition"), got.text("#data"))
	}
	if got := d.get(t, "/admin/callbacks/"+c.PublicID).text(".facts"); !strings.Contains(got, "Condition data.last_name == 'Lue'") {
		t.Errorf("the summary says %q", got)
	}
	viewer := d.as(t, models.Viewer, d.company.Owner())
	if got := viewer.get(t, pathOf(one)).text("main"); !strings.Contains(got, rule) || strings.Contains(got, "Jones") {
		t.Errorf("a viewer reads %q", got)
	}
	if got := viewer.get(t, try); got.status != http.StatusNotFound {
		t.Errorf("a viewer tries it with its payload: %d", got.status)
	}
}

func TestConditionInTheForm(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	path := "/admin/callbacks/" + c.PublicID + "/edit"
	form := d.get(t, path).fields()
	form.Set("condition", "contact_balance > 0\r\n&& city")
	d.post(t, path, form)
	stored, err := d.s.Callback(t.Context(), models.Everything, c.PublicID)
	if err != nil || stored.Settings.Condition != "contact_balance > 0\n&& city" {
		t.Errorf("stored %q, %v", stored.Settings.Condition, err)
	}
	again := d.get(t, path)
	if got := again.text("#only-if"); !strings.Contains(got, "contact_balance > 0…") {
		t.Errorf("the form says %q", got)
	}
	if first, _ := again.Find("form.callback-form button").First().Attr("formaction"); first != "" {
		t.Errorf("Enter presses %q", first)
	}
	form = again.fields()
	form.Set("condition", strings.Repeat("(", 4001))
	if got := d.post(t, path, form).text("#condition-error"); !strings.Contains(got, "4,000 characters or fewer") {
		t.Errorf("refused with %q", got)
	}
}
