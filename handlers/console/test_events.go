package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// testEventPages are the pages that send a test event and show what came of it.
type testEventPages struct{ Base }

func testEventRoutes(d Base) []web.Route {
	h := testEventPages{d}
	return []web.Route{
		{Pattern: "GET /admin/test-events/new", Need: models.TestsSend, Page: h.New},
		{Pattern: "POST /admin/test-events", Need: models.TestsSend, Page: h.Create},
		{Pattern: "GET /admin/test-events/{event}", Need: models.TestsSend, Owner: h.ofEvent, Page: h.Show},
	}
}

// New asks whom to send to, and then what.
func (h testEventPages) New(w http.ResponseWriter, r *http.Request) error {
	targets, err := h.targets(r)
	if err != nil {
		return err
	}
	form := views.TestEventForm{Targets: targets}
	form.Within, form.WithinID, _ = strings.Cut(withinKey(r), ":")
	key := r.FormValue("to")
	if id := r.FormValue("callback"); id != "" {
		key = "callback:" + id
	}
	if key == "" && len(targets) == 1 {
		key = targets[0].Value
	}
	if key == "" && len(targets) == 2 && form.Within != "" {
		key = targets[1].Value // the one callback there is
	}
	if key == "" {
		return h.render(w, r, http.StatusOK, form)
	}
	to, err := h.target(r, key)
	if err != nil {
		return err
	}
	h.fill(&form, to, r.FormValue("type"))
	return h.render(w, r, http.StatusOK, form)
}

// fill sets the form up for a target, with the sample of the type.
func (h testEventPages) fill(form *views.TestEventForm, to testTarget, name string) {
	form.To, form.ToWords, form.ToURL, form.Types, form.Type = to.key, to.words, to.page, to.types(), name
	if form.Data = to.sample(name); form.Data == "" && len(form.Types) > 0 {
		form.Type = form.Types[0].Name
		form.Data = to.sample(form.Type)
	}
	for i := range form.Targets {
		form.Targets[i].Chosen = form.Targets[i].Value == to.key
	}
}

// Create publishes the test event.
func (h testEventPages) Create(w http.ResponseWriter, r *http.Request) error {
	to, err := h.target(r, r.PostFormValue("to"))
	if err != nil {
		return err
	}
	event, problems := h.event(r, to)
	if len(problems) == 0 {
		var published []models.Event
		published, err = h.Publisher.Publish(r.Context(), nil, []models.Event{event})
		switch {
		case errors.Is(err, models.ErrNoCallback):
			problems.Add("type", h.unreachableWords(r, to, event))
		case err != nil:
			return err
		default:
			return web.Redirect(w, r, views.TestEventURL(published[0])+"#result-title") // a phone shows it below the form
		}
	}
	form := views.TestEventForm{}
	h.fill(&form, to, r.PostFormValue("type"))
	form.Data, form.Problems = r.PostFormValue("data"), problems
	if can(r, models.CallbacksWrite, to.owner) && err != nil && to.callback.ID == 0 {
		form.AddURL = to.page
	}
	return h.render(w, r, http.StatusUnprocessableEntity, form)
}

// unreachableWords says why a test event would reach nobody.
func (h testEventPages) unreachableWords(r *http.Request, to testTarget, event models.Event) string {
	event.AcceptedAt = models.At(h.Store.Now())
	verdicts, err := h.Explainer.Explain(r.Context(), event)
	i := slices.IndexFunc(verdicts, func(v deliverylog.Decision) bool { return v.Callback.ID == to.callback.ID })
	if err != nil || i < 0 {
		return "There is no active callback for " + event.Type + " at " + to.words
	}
	return "‘" + to.words + "’ would not get it: " + verdicts[i].Text
}

// event reads the form.
func (h testEventPages) event(r *http.Request, to testTarget) (models.Event, models.Problems) {
	var problems models.Problems
	name, data := r.PostFormValue("type"), strings.TrimSpace(r.PostFormValue("data"))
	kind, ok := to.named(name)
	if !ok {
		problems.Add("type", "Select an event type")
	}
	if ok && (data == "" || to.isSample(data)) {
		data = to.sample(name) // the type may have been changed since its sample was filled in
	}
	if wrong := models.NoJSONObject([]byte(data)); wrong != "" {
		problems.Add("data", "Payload "+wrong)
	}
	value := kind.Filter.Value([]byte(data))
	if ok && kind.Filter.Label != "" && !kind.Filter.Open && value == "" && len(problems) == 0 {
		problems.Add("data", "Enter the "+strings.ToLower(kind.Filter.Label[:1])+kind.Filter.Label[1:]+" at "+strings.Join(kind.Filter.Path, "."))
	}
	for _, mistake := range kind.DataMistakes([]byte(data)) {
		if len(problems) == 0 {
			problems.Add("data", "Payload: "+mistake.Path+" "+mistake.Text+", as in the sample")
		}
	}
	actor := web.Access(r).Actor
	return models.Event{
		CompanyID: to.owner.CompanyID, LocationID: to.owner.LocationID, DatabaseRefID: to.databaseRef.ID(), Type: name, FilterValue: value, Action: kind.Action,
		Data: []byte(data), Before: sampleBefore(kind), OccurredAt: models.At(h.Store.Now()), Test: true, Source: actor.Name, OnlyTo: to.callback.ID,
		TestedBy: actor,
	}, problems
}

// Show shows what came of a test event so far, beside the form to send another.
func (h testEventPages) Show(w http.ResponseWriter, r *http.Request) error {
	event, err := h.testEventWithin(r, web.Scope(r))
	if err != nil {
		return err
	}
	result, err := h.result(r, event)
	if err != nil {
		return err
	}
	form := views.TestEventForm{Result: &result}
	to, err := h.target(r, h.keyOf(result))
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	if err == nil {
		h.fill(&form, to, event.Type)
		form.Data = indented(event.Data)
	}
	return h.render(w, r, http.StatusOK, form)
}

// keyOf names the target that a test event went to.
func (h testEventPages) keyOf(result views.TestResult) string {
	if len(result.Deliveries) == 1 {
		return "callback:" + result.Deliveries[0].Row.CallbackPublicID
	}
	if len(result.Deliveries) == 0 {
		return ""
	}
	if result.DatabaseRef.ID() != 0 {
		return databaseKey(result.DatabaseRef)
	}
	if at := result.Deliveries[0].Row; at.LocationPublicID == "" {
		return "company:" + at.CompanyPublicID
	}
	return "location:" + result.Deliveries[0].Row.LocationPublicID
}

// result collects the deliveries of a test event with their last attempts.
func (h testEventPages) result(r *http.Request, event models.Event) (views.TestResult, error) {
	owner := models.Owner{CompanyID: event.CompanyID, LocationID: event.LocationID}
	result := views.TestResult{Event: event, Now: h.Store.Now(), CanSee: can(r, models.DeliveriesPayload, owner), Payload: payloadScope(r)}
	company, err := h.Store.CompanyByID(r.Context(), models.Everything, event.CompanyID)
	if err != nil {
		return result, err
	}
	page, err := h.Store.Deliveries(r.Context(), web.Scope(r), deliverylog.Filter{Company: company.PublicID, Event: event.PublicID})
	if err != nil {
		return result, err
	}
	if result.DatabaseRef, err = h.databaseByID(r, event.DatabaseRefID); err != nil {
		return result, err
	}
	for _, row := range page.Rows {
		delivery := views.TestDelivery{Row: row}
		attempts, err := h.Store.Attempts(r.Context(), web.Scope(r), row.ID)
		if err != nil {
			return result, err
		}
		if len(attempts) > 0 {
			delivery.Last = new(attempts[0].ShownTo(web.Access(r).Actor, models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}))
		}
		result.Deliveries = append(result.Deliveries, delivery)
	}
	return result, nil
}

func (h testEventPages) render(w http.ResponseWriter, r *http.Request, status int, form views.TestEventForm) error {
	return web.Render(w, r, status, views.TestEvent(h.frame(w, r, views.NavTestEvent), form), "result")
}

func (h testEventPages) testEventWithin(r *http.Request, in models.Scope) (models.Event, error) {
	id, err := models.ParseID(r.PathValue("event"))
	if err != nil {
		return models.Event{}, models.ErrNotFound
	}
	event, err := h.Store.EventByID(r.Context(), in, id)
	if err == nil && !event.Test {
		return models.Event{}, models.ErrNotFound
	}
	return event, err
}

// ofEvent is the Lookup of paths with {event}, an ID.
func (h testEventPages) ofEvent(r *http.Request, in models.Scope) (models.Owner, error) {
	event, err := h.testEventWithin(r, in)
	return models.Owner{CompanyID: event.CompanyID, LocationID: event.LocationID}, err
}

func indented(data []byte) string {
	var text bytes.Buffer
	if json.Indent(&text, data, "", "  ") != nil {
		return string(data)
	}
	return text.String()
}
