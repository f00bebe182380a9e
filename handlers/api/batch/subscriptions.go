package batch

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// IndexSubscriptions lists the subscriptions of the company.
func (a API) IndexSubscriptions(w http.ResponseWriter, r *http.Request) error {
	return a.writeList(w, r, store.SubscriptionFilter{Company: company(r)})
}

// IndexOfCallback lists the subscriptions of one callback.
func (a API) IndexOfCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, r.PathValue("callback"))
	if err != nil {
		return err
	}
	return a.writeList(w, r, store.SubscriptionFilter{Company: company(r), Callback: c.ID})
}

func (a API) writeList(w http.ResponseWriter, r *http.Request, filter store.SubscriptionFilter) error {
	subscriptions, err := a.Store.Subscriptions(r.Context(), web.Scope(r), filter)
	if err != nil {
		return err
	}
	names, err := a.callbackNames(r)
	if err != nil {
		return err
	}
	entities := make([]subscriptionEntity, len(subscriptions))
	for i, s := range subscriptions {
		entities[i] = subscriptionEntityOf(s, names[s.CallbackID])
	}
	return api.Write(w, http.StatusOK, entities)
}

// callbackNames returns the names of the company's callbacks.
func (a API) callbackNames(r *http.Request) (map[models.ID]string, error) {
	callbacks, err := a.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Kind: models.KindBatch, Company: company(r)})
	names := map[models.ID]string{}
	for _, c := range callbacks {
		names[c.ID] = c.Name
	}
	return names, err
}

// ShowSubscription answers with one subscription.
func (a API) ShowSubscription(w http.ResponseWriter, r *http.Request) error {
	s, err := a.subscription(r)
	if err != nil {
		return err
	}
	return a.writeSubscription(w, r, s)
}

func (a API) writeSubscription(w http.ResponseWriter, r *http.Request, s models.Subscription) error {
	names, err := a.callbackNames(r)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, subscriptionEntityOf(s, names[s.CallbackID]))
}

// CreateSubscription lets a verified callback ask for events.
func (a API) CreateSubscription(w http.ResponseWriter, r *http.Request) error {
	body, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	return a.save(w, r, body, models.Subscription{CompanyID: company(r)})
}

// UpdateSubscription changes the fields that are sent.
func (a API) UpdateSubscription(w http.ResponseWriter, r *http.Request) error {
	body, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	return api.RetryConflict(r.Context(), func() error {
		s, err := a.subscription(r)
		if err != nil {
			return err
		}
		return a.save(w, r, body, s)
	})
}

// save puts what a body sets into s, stores it, and answers with it.
func (a API) save(w http.ResponseWriter, r *http.Request, body api.Object, s models.Subscription) error {
	if err := a.readSubscription(r, body, &s); err != nil {
		return err
	}
	if err := a.Store.SaveSubscription(r.Context(), web.Access(r), &s); err != nil {
		problems, ok := errors.AsType[models.Problems](err)
		if ok && problems[0].Code == models.Taken {
			return refused("Subscription with same name already exists")
		}
		return err
	}
	return a.writeSubscription(w, r, s)
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
	return api.Write(w, http.StatusOK, deletedAnswer{Message: "Subscription [" + s.Name + "] deleted successfully", Status: true})
}
