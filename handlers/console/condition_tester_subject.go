package console

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/views/code"
	"callboard/web"
)

// defaultType is the type whose sample is shown when nothing else is asked for.
const defaultType = "contact.updated"

// subject is what a condition is tried with.
type subject struct {
	event    models.Event
	company  models.Company // of the event; made up for a sample of nobody
	location models.Location
	callback models.Callback       // whose condition it is; zero for none
	types    []models.EventType    // whose samples can be chosen
	asked    []models.CallbackType // what recent events must be of
	last     models.Event          // the newest real event of those types; zero when there is none to be seen
	own      bool                  // the payload is what somebody has pasted
	sees     bool                  // may look at what real events carry

	collections []string // of the database whose callback it is, by name
	interests   []string // that are known in it
}

// payload is the choice that s stands for.
func (s subject) payload() string {
	switch {
	case s.own:
		return views.OwnPayload
	case s.event.ID != 0:
		return views.EventPayload + s.event.ID.String()
	}
	return views.SamplePayload + s.event.Type
}

func (s subject) page() views.ConditionTestPage {
	return views.ConditionTestPage{
		Type: s.event.Type, Data: indented(s.event.Data), Payload: s.payload(), Types: s.types, Event: s.event, Last: s.last,
		Callback: s.callback, CanSee: s.sees,
	}
}

// payloadScopeOf is where real events are looked for: where the asker may see what they
// carry.
func payloadScopeOf(r *http.Request) models.Scope {
	return web.Access(r).Actor.Scope(models.DeliveriesPayload)
}

// subject reads what the form or the address names.
func (t conditionTester) subject(r *http.Request) (subject, error) {
	s := subject{sees: !payloadScopeOf(r).Empty()}
	chosen := r.FormValue("payload")
	event, isEvent := strings.CutPrefix(chosen, views.EventPayload)
	if err := t.readCallback(r, &s); err != nil {
		return s, err
	}
	if err := t.readTypes(r, &s); err != nil {
		return s, err
	}
	if err := t.readCollections(r, &s); err != nil {
		return s, err
	}
	var err error
	switch delivery := r.FormValue("delivery"); {
	case isEvent:
		err = t.readEvent(r, &s, event)
	case delivery != "" && chosen == "":
		err = t.readDelivery(r, &s, delivery)
	case r.FormValue("event") != "" && chosen == "":
		err = t.readEvent(r, &s, r.FormValue("event"))
	default:
		s.own = chosen == views.OwnPayload
		s.sample(cmp.Or(strings.TrimPrefix(chosen, views.SamplePayload), t.typeOf(r)))
		if s.own {
			s.sample(r.FormValue("type"))
		}
	}
	if err != nil {
		return s, err
	}
	return s, t.readLast(r, &s)
}

// readCallback reads the callback that the address names.
func (t conditionTester) readCallback(r *http.Request, s *subject) (err error) {
	if id := r.FormValue("callback"); id != "" {
		s.callback, err = t.Store.Callback(r.Context(), web.Scope(r), id)
	}
	return err
}

// readTypes finds the types whose samples can be chosen: all, or those that
// the callback asks for.
func (t conditionTester) readTypes(r *http.Request, s *subject) error {
	s.types = models.EventTypes()
	own, err := t.Store.CustomEventTypesWithin(r.Context(), readScope(r))
	if err != nil {
		return err
	}
	for _, o := range own {
		if s.callback.ID == 0 || o.CompanyID == s.callback.CompanyID {
			s.types = append(s.types, models.EventType{Name: o.Name, Group: "Your own", Sample: sampleOrEmpty(o.Sample)})
		}
	}
	if s.callback.ID == 0 {
		return nil
	}
	asked := func(t models.EventType) bool {
		return slices.ContainsFunc(s.callback.Types, func(c models.CallbackType) bool { return models.MatchesType(c.Type, t.Name) })
	}
	s.types = slices.DeleteFunc(s.types, func(t models.EventType) bool { return !asked(t) })
	return nil
}

// sampleOrEmpty is a sample, an empty one for a type that has none.
func sampleOrEmpty(sample []byte) []byte {
	if len(sample) == 0 {
		return []byte("{}")
	}
	return sample
}

// sample takes the sample of an event type, as an event of the company whose
// callback it is.
func (s *subject) sample(name string) {
	i := slices.IndexFunc(s.types, func(t models.EventType) bool { return t.Name == name })
	if i < 0 {
		i = max(0, slices.IndexFunc(s.types, func(t models.EventType) bool { return t.Name == defaultType }))
	}
	kind, _ := models.EventTypeNamed(defaultType)
	if len(s.types) > 0 {
		kind = s.types[i]
	}
	s.event = models.Event{Type: kind.Name, Action: kind.Action, Data: kind.Sample, Expands: s.around(kind)}
	if kind.Action == models.Update {
		s.event.Before = kind.Sample
	}
	s.company = models.Company{PublicID: "5f0c0ffee0c0ffee5f0c0ffe", Name: "Sample company"}
	if !models.InDatabase(kind.Resource) {
		s.location = models.Location{PublicID: "11e66c8a9440d1e6a2b7c3f0", Name: "Sample location"}
	}
}

// typeOf is the event type that the form names, or one that the callback of
// the form asks for.
func (t conditionTester) typeOf(r *http.Request) string {
	form := readCallbackForm(r.Form)
	callback := models.Callback{Kind: form.Kind()}
	_ = fillCallbackForm(&callback, form, t.Store.Now())
	return sampleTypeName(callback)
}

// readDelivery reads the event of a delivery, and its callback if that can
// still be seen.
func (t conditionTester) readDelivery(r *http.Request, s *subject, text string) error {
	id, err := models.ParseID(text)
	if err != nil {
		return models.ErrNotFound
	}
	row, err := t.Store.Delivery(r.Context(), payloadScopeOf(r), id)
	if err != nil {
		return err
	}
	s.callback, err = t.Store.Callback(r.Context(), web.Scope(r), row.CallbackPublicID)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	if err := t.readTypes(r, s); err != nil {
		return err
	}
	return t.readEvent(r, s, row.EventID.String())
}

// readEvent reads a real event, for those who may see what it carries.
func (t conditionTester) readEvent(r *http.Request, s *subject, text string) error {
	id, err := models.ParseID(text)
	if err != nil {
		return models.ErrNotFound
	}
	if s.event, err = t.Store.EventByID(r.Context(), payloadScopeOf(r), id); err != nil {
		return err
	}
	s.event = masked(s.event)
	s.company, s.location, err = t.ownersOf(r.Context(), s.event)
	return err
}

// ownersOf returns whose an event is. Who may see the event may see the names.
func (t conditionTester) ownersOf(ctx context.Context, e models.Event) (company models.Company, location models.Location, err error) {
	if company, err = t.Store.CompanyByID(ctx, models.Everything, e.CompanyID); err != nil && !errors.Is(err, models.ErrNotFound) {
		return company, location, err
	}
	if e.LocationID != 0 {
		location, err = t.Store.LocationByID(ctx, models.Everything, e.LocationID)
	}
	if errors.Is(err, models.ErrNotFound) { // deleted since
		err = nil
	}
	return company, location, err
}

// masked is an event without the values that nobody is shown: no condition
// tells them either.
func masked(e models.Event) models.Event {
	e.Data, e.Before, e.Expands = code.Masked(e.Data), code.Masked(e.Before), code.Masked(e.Expands)
	return e
}

// readLast looks for the newest real event of the types in question.
func (t conditionTester) readLast(r *http.Request, s *subject) error {
	s.ask()
	ids, err := t.Store.RecentEvents(r.Context(), payloadScopeOf(r), s.recent(1))
	if err != nil || len(ids) == 0 {
		return err
	}
	s.last, err = t.Store.EventByID(r.Context(), payloadScopeOf(r), ids[0])
	return err
}

// ask decides which events are looked back on: those that the callback asks
// for, or those of the chosen type.
func (s *subject) ask() {
	s.asked = []models.CallbackType{{Type: s.event.Type}}
	if s.callback.ID == 0 {
		return
	}
	s.asked = nil
	for _, t := range s.types {
		for _, c := range s.callback.Types {
			if models.MatchesType(c.Type, t.Name) {
				s.asked = append(s.asked, models.CallbackType{Type: t.Name, FilterValue: c.FilterValue})
			}
		}
	}
}

// recent asks for the newest events that concern s.
func (s subject) recent(most int) deliverylog.Recent {
	c := s.callback
	return deliverylog.Recent{Company: c.CompanyID, Location: c.LocationID, DatabaseRefID: c.DatabaseRefID, Types: s.asked, Limit: most}
}
