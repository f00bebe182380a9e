// Package tryout answers the page on which people try a condition before they
// save it, or to see why an event was not sent.
package tryout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/views/code"
	"callboard/web"
	"callboard/wire"
)

// Runner runs conditions; condition.Pool does.
type Runner interface {
	Run(ctx context.Context, q condition.Question) (condition.Result, error)
}

// Desk is the page with what it needs.
type Desk struct {
	Store      *store.Store
	Conditions Runner
	Frame      func(w http.ResponseWriter, r *http.Request, nav string) views.Frame
}

// Routes are the ways to the page.
func (d Desk) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/condition", Need: models.CallbacksRead, Page: d.New},
		{Pattern: "POST /admin/condition/run", Need: models.CallbacksRead, Page: d.Run},
	}
}

// New shows a condition that was not run yet: an example, or that of a
// delivery with its event.
func (d Desk) New(w http.ResponseWriter, r *http.Request) error {
	at, err := d.subject(r)
	if err != nil {
		return err
	}
	page := at.page()
	page.Condition = at.callback.Settings.Condition
	if at.delivery == "" {
		page.Condition = "data.contact_balance > 0"
	}
	return d.show(w, r, page)
}

// Run runs the condition of the form.
func (d Desk) Run(w http.ResponseWriter, r *http.Request) error {
	at, err := d.subject(r)
	if err != nil {
		return err
	}
	page := at.page()
	page.Condition = strings.ReplaceAll(r.PostFormValue("condition"), "\r\n", "\n")
	if typed := strings.TrimSpace(r.PostFormValue("data")); typed != "" && r.PostFormValue("sample") == "" {
		page.Data, at.event.Data = typed, []byte(typed)
	}
	if r.PostFormValue("sample") != "" {
		return d.show(w, r, page)
	}
	page.Problems = problems(page)
	if len(page.Problems) == 0 {
		scope := wire.Scope(at.event, at.company, at.location)
		result, err := d.Conditions.Run(r.Context(), condition.Question{Text: page.Condition, Scope: scope, Trace: true})
		if err != nil && !errors.Is(err, condition.ErrBusy) {
			return fmt.Errorf("try a condition: %w", err)
		}
		page.Trial = trial(page.Condition, result, err)
	}
	return d.show(w, r, page)
}

func (d Desk) show(w http.ResponseWriter, r *http.Request, page views.ConditionPage) error {
	status := http.StatusOK
	if len(page.Problems) > 0 && !web.Partial(r) { // htmx shows no part of a refusal
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, views.Condition(d.Frame(w, r, views.NavDeliveries), page), "condition-result")
}

// problems says what keeps the form from being run.
func problems(page views.ConditionPage) models.Problems {
	var found models.Problems
	if strings.TrimSpace(page.Condition) == "" {
		found.Note("condition", models.Blank, "Enter a condition. Without one every event is sent")
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(page.Data), &object); err != nil || object == nil {
		found.Note("data", models.Malformed, "Payload must be a JSON object, like the sample")
	}
	return found
}

// trial says in words what a condition came to. err is nil, or that it could
// not be run just now.
func trial(text string, result condition.Result, err error) *views.Trial {
	t := &views.Trial{Value: result.Was, Why: result.Why}
	for _, step := range result.Trace {
		t.Steps = append(t.Steps, views.TrialStep(step))
	}
	switch {
	case err != nil:
		t.Verdict, t.Words = "Not run.", "There is too much to do just now. Try again."
	case result.Error != nil:
		t.Verdict, t.Words = "Error.", result.Error.Error()+". This event would not be sent."
		if lines := strings.Split(text, "\n"); result.Error.Line > 0 && result.Error.Line <= len(lines) {
			t.Line, t.Column = lines[result.Error.Line-1], result.Error.Column
		}
	case result.True:
		t.Verdict, t.Words = "True.", "This event would be sent."
	default:
		t.Verdict, t.Words = "False.", "This event would not be sent."
	}
	return t
}

// subject is what a condition is tried with.
type subject struct {
	event    models.Event
	company  models.Company
	location models.Location
	callback models.Callback // of the delivery
	delivery string          // id; "" for a sample
}

func (s subject) page() views.ConditionPage {
	data := s.event.Data
	if s.delivery != "" { // what nobody is shown is not shown here either
		data = []byte(code.New("application/json", data, true).Raw)
	}
	return views.ConditionPage{Type: s.event.Type, Data: indented(data), Delivery: s.delivery}
}

// subject reads what the form or the address names: the event of a delivery,
// or the sample of an event type.
func (d Desk) subject(r *http.Request) (subject, error) {
	if id := r.FormValue("delivery"); id != "" {
		return d.ofDelivery(r, id)
	}
	kind, known := models.EventTypeNamed(typeOf(r))
	if !known {
		kind, _ = models.EventTypeNamed(models.TypeOfChange("contact", models.Update))
	}
	event := models.Event{Type: kind.Name, Action: kind.Action, Data: kind.Sample}
	if kind.Action == models.Update {
		event.Before = kind.Sample
	}
	return subject{
		event:    event,
		company:  models.Company{PublicID: "5f0c0ffee0c0ffee5f0c0ffe", Name: "Sample company"},
		location: models.Location{PublicID: "11e66c8a9440d1e6a2b7c3f0", Name: "Sample location"},
	}, nil
}

// typeOf is the event type that the form names. That of a callback may name a
// record and what happens to it, or patterns of types.
func typeOf(r *http.Request) string {
	switch r.FormValue("starts") {
	case views.StartsChange:
		action := models.Update
		if chosen := r.Form["actions"]; len(chosen) > 0 {
			action = models.Action(chosen[0])
		}
		return models.TypeOfChange(r.FormValue("resource"), action)
	case views.StartsSigned:
		for _, pattern := range strings.Fields(r.FormValue("types")) {
			for _, t := range models.EventTypes() {
				if models.MatchesType(pattern, t.Name) {
					return t.Name
				}
			}
		}
	}
	return r.FormValue("type")
}

// ofDelivery reads the event of a delivery, for those who may see what it
// carries.
func (d Desk) ofDelivery(r *http.Request, text string) (subject, error) {
	id, err := models.ParseID(text)
	if err != nil {
		return subject{}, models.ErrNotFound
	}
	ctx, in := r.Context(), web.Access(r).Actor.Scope(models.DeliveriesPayload)
	row, err := d.Store.Delivery(ctx, in, id)
	if err != nil {
		return subject{}, err
	}
	s := subject{delivery: row.ID.String()}
	if s.event, err = d.Store.EventByID(ctx, in, row.EventID); err != nil {
		return subject{}, err
	}
	if s.callback, err = d.Store.Callback(ctx, web.Scope(r), row.CallbackPublicID); err != nil && !errors.Is(err, models.ErrNotFound) {
		return subject{}, err
	}
	s.company = models.Company{PublicID: row.CompanyPublicID, Name: row.CompanyName}
	s.location = models.Location{PublicID: row.LocationPublicID, Name: row.LocationName}
	return s, nil
}

func indented(data []byte) string {
	var text bytes.Buffer
	if json.Indent(&text, data, "", "  ") != nil {
		return string(data)
	}
	return text.String()
}
