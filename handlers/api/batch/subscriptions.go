package batch

import (
	"encoding/json"
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// EventList names all event types that a subscription can ask for.
func (a API) EventList(w http.ResponseWriter, _ *http.Request) error {
	return api.Write(w, http.StatusOK, models.NotificationNames())
}

// IndexSubscriptions lists the subscriptions of the company.
func (a API) IndexSubscriptions(w http.ResponseWriter, r *http.Request) error {
	return a.list(w, r, store.SubscriptionFilter{Company: company(r)})
}

// IndexOfCallback lists the subscriptions of one callback.
func (a API) IndexOfCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, r.PathValue("callback"))
	if err != nil {
		return err
	}
	return a.list(w, r, store.SubscriptionFilter{Company: company(r), Callback: c.ID})
}

func (a API) list(w http.ResponseWriter, r *http.Request, f store.SubscriptionFilter) error {
	found, err := a.Store.Subscriptions(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	names, err := a.names(r)
	if err != nil {
		return err
	}
	entities := make([]api.Ordered, len(found))
	for i, s := range found {
		entities[i] = subscriptionEntity(s, names[s.CallbackID])
	}
	return api.Write(w, http.StatusOK, entities)
}

// names are those of the company's callbacks.
func (a API) names(r *http.Request) (map[models.ID]string, error) {
	found, err := a.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Kind: models.KindBatch, Company: company(r)})
	names := map[models.ID]string{}
	for _, c := range found {
		names[c.ID] = c.Name
	}
	return names, err
}

// subscriptionEntity writes a subscription to the callback of this name.
func subscriptionEntity(s models.Subscription, callback string) api.Ordered {
	filters := make([]api.Ordered, len(s.Filters))
	for i, f := range s.Filters {
		filters[i] = api.Ordered{
			{Name: "eventTypes", Value: f.Types},
			{Name: "values", Value: []api.Ordered{{{Name: "campaignNames", Value: f.Campaigns}}}},
		}
	}
	return api.Ordered{
		{Name: "name", Value: s.Name},
		{Name: "callBackName", Value: callback},
		{Name: "eventTypes", Value: s.Types},
		{Name: "filters", Value: filters},
		{Name: "status", Value: s.Status},
	}
}

// ShowSubscription answers with one subscription.
func (a API) ShowSubscription(w http.ResponseWriter, r *http.Request) error {
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	return a.answer(w, r, s)
}

func (a API) answer(w http.ResponseWriter, r *http.Request, s models.Subscription) error {
	names, err := a.names(r)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, subscriptionEntity(s, names[s.CallbackID]))
}

// CreateSubscription lets a verified callback ask for events.
func (a API) CreateSubscription(w http.ResponseWriter, r *http.Request) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	return a.save(w, r, given, models.Subscription{CompanyID: company(r)})
}

// UpdateSubscription changes the fields that are given.
func (a API) UpdateSubscription(w http.ResponseWriter, r *http.Request) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	return api.Again(r.Context(), func() error {
		s, err := a.subscription(r)
		if err != nil {
			return err
		}
		return a.save(w, r, given, s)
	})
}

// save puts what a body gives into s, stores it, and answers with it.
func (a API) save(w http.ResponseWriter, r *http.Request, given api.Object, s models.Subscription) error {
	if err := a.read(r, given, &s); err != nil {
		return err
	}
	if err := a.Store.SaveSubscription(r.Context(), web.Access(r), &s); err != nil {
		problems, found := errors.AsType[models.Problems](err)
		if found && problems[0].Code == models.Taken {
			return refused("Subscription with same name already exists")
		}
		return err
	}
	return a.answer(w, r, s)
}

// read puts what a body gives into s.
func (a API) read(r *http.Request, given api.Object, s *models.Subscription) error {
	f := api.Fields{Object: given, Say: say}
	callback := ""
	f.Text("name", &s.Name)
	f.Text("status", &s.Status)
	f.Text("callBackName", &callback)
	list(&f, "eventTypes", &s.Types)
	filters := []filter{}
	if list(&f, "filters", &filters); given.Has("filters") {
		s.Filters = nil
	}
	for _, one := range filters {
		s.Filters = append(s.Filters, one.of(*s))
	}
	switch {
	case len(f.Problems) > 0:
		return f.Problems
	case callback == "" && s.CallbackID == 0:
		return refused("callback name cannot be empty or null")
	case callback == "":
		return nil
	}
	c, err := a.callback(r, callback)
	s.CallbackID = c.ID
	return err
}

// filter is how the API writes one.
type filter struct {
	EventTypes []string `json:"eventTypes"`
	Values     []struct {
		CampaignNames []string `json:"campaignNames"`
	} `json:"values"`
}

// of returns the filter within a subscription: without types of its own it is
// for all that s asks for.
func (f filter) of(s models.Subscription) models.SubscriptionFilter {
	made := models.SubscriptionFilter{Types: f.EventTypes}
	if len(made.Types) == 0 {
		made.Types = s.Types
	}
	for _, value := range f.Values {
		made.Campaigns = append(made.Campaigns, value.CampaignNames...)
	}
	return made
}

// list reads a member that must be a list; null means an empty one.
func list[T any](f *api.Fields, name string, into *[]T) {
	if !f.Object.Has(name) {
		return
	}
	var read []T
	if json.Unmarshal(f.Object.Raw(name), &read) != nil {
		f.Refuse(name, "must be a list as the document shows it")
		return
	}
	*into = read
}

// DeleteSubscription takes a subscription away.
func (a API) DeleteSubscription(w http.ResponseWriter, r *http.Request) error {
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	if err := a.Store.DeleteSubscription(r.Context(), web.Access(r), s.ID); err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, done("Subscription ["+s.Name+"] deleted successfully"))
}
