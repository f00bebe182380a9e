package console

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

func subscriptionRoutes(d Base) []web.Route {
	s, of := subscriptionPages{d}, d.ofBatch
	return []web.Route{
		{Pattern: "GET /admin/callbacks/{callback}/subscriptions", Need: models.CallbacksRead, Owner: of, Page: s.Index},
		{Pattern: "GET /admin/callbacks/{callback}/subscriptions/new", Need: models.CallbacksWrite, Owner: of, Page: s.New},
		{Pattern: "POST /admin/callbacks/{callback}/subscriptions/new", Need: models.CallbacksWrite, Owner: of, Page: s.Create},
		{Pattern: "GET /admin/callbacks/{callback}/subscriptions/{subscription}/edit", Need: models.CallbacksWrite, Owner: of, Page: s.Edit},
		{Pattern: "POST /admin/callbacks/{callback}/subscriptions/{subscription}/edit", Need: models.CallbacksWrite, Owner: of, Page: s.Update},
		{Pattern: "POST /admin/callbacks/{callback}/subscriptions/{subscription}/pause", Need: models.CallbacksWrite, Owner: of, Page: s.Pause},
		{Pattern: "GET /admin/callbacks/{callback}/subscriptions/{subscription}/delete", Need: models.CallbacksWrite, Owner: of, Page: s.AskDelete},
		{Pattern: "POST /admin/callbacks/{callback}/subscriptions/{subscription}/delete", Need: models.CallbacksWrite, Owner: of, Page: s.Delete},
	}
}

// subscriptionPages say what a batch callback asks for.
type subscriptionPages struct{ Base }

// Index lists them.
func (s subscriptionPages) Index(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := s.callbackNamed(r)
	if err != nil {
		return err
	}
	rows, err := s.Store.Subscriptions(r.Context(), readScope(r), store.SubscriptionFilter{Company: callback.CompanyID, Callback: callback.ID})
	if err != nil {
		return err
	}
	list := views.SubscriptionList{Company: at.company, Callback: callback, Rows: rows, Now: s.Store.Now()}
	list.MayWrite = can(r, models.CallbacksWrite, callback.Owner())
	return web.Render(w, r, http.StatusOK, views.Subscriptions(s.frame(w, r, at.nav()), list))
}

// New shows the empty form.
func (s subscriptionPages) New(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := s.callbackNamed(r)
	if err != nil {
		return err
	}
	if callback.Unverified() {
		return web.Redirect(w, r, views.SubscriptionsURL(callback))
	}
	return s.show(w, r, http.StatusOK, views.SubscriptionPage{Company: at.company, Callback: callback})
}

func (s subscriptionPages) show(w http.ResponseWriter, r *http.Request, status int, p views.SubscriptionPage) error {
	return web.Render(w, r, status, views.SubscriptionEdit(s.frame(w, r, views.NavCompanies), p))
}

// Create stores a new subscription.
func (s subscriptionPages) Create(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := s.callbackNamed(r)
	if err != nil {
		return err
	}
	return s.save(w, r, views.SubscriptionPage{Company: at.company, Callback: callback})
}

// pageNamed returns the form of the subscription that the path names.
func (s subscriptionPages) pageNamed(r *http.Request) (views.SubscriptionPage, error) {
	callback, at, err := s.callbackNamed(r)
	if err != nil {
		return views.SubscriptionPage{}, err
	}
	id, err := models.ParseID(r.PathValue("subscription"))
	if err != nil {
		return views.SubscriptionPage{}, models.ErrNotFound
	}
	f := store.SubscriptionFilter{ID: id, Company: callback.CompanyID, Callback: callback.ID}
	stored, err := s.Store.Subscription(r.Context(), web.Scope(r), f)
	page := views.SubscriptionPage{Company: at.company, Callback: callback, Stored: stored, Name: stored.Name, Types: stored.Types}
	page.Version = int64(stored.UpdatedAt)
	page.Campaigns = views.CampaignLines(stored)
	return page, err
}

// Edit shows the form of a subscription.
func (s subscriptionPages) Edit(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageNamed(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, page)
}

// Update stores a changed subscription.
func (s subscriptionPages) Update(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageNamed(r)
	if err != nil {
		return err
	}
	return s.save(w, r, page)
}

// save stores what the form gives, or shows it again.
func (s subscriptionPages) save(w http.ResponseWriter, r *http.Request, p views.SubscriptionPage) error {
	p.Name, p.Campaigns = r.PostFormValue("name"), r.PostFormValue("campaigns")
	p.Types = r.PostForm["types"]
	next := subscriptionOf(p)
	next.UpdatedAt = models.Millis(versionOf(r))
	err := s.Store.SaveSubscription(r.Context(), web.Access(r), &next)
	if problems, status := refused(err); status != 0 {
		if p.Problems, p.Clash = problems, status == http.StatusConflict; !p.Clash {
			p.Version = versionOf(r)
		}
		return s.show(w, r, status, p)
	}
	if _, unverified := errors.AsType[models.UnverifiedError](err); unverified {
		return web.Redirect(w, r, views.SubscriptionsURL(p.Callback))
	}
	if err != nil {
		return err
	}
	return s.flash(w, r, views.SubscriptionsURL(p.Callback), "Saved.")
}

// subscriptionOf is the subscription that a form makes. Filters that the form has no
// fields for stay, as far as their event types do.
func subscriptionOf(p views.SubscriptionPage) models.Subscription {
	next := p.Stored
	next.CompanyID, next.CallbackID, next.Name, next.Types = p.Callback.CompanyID, p.Callback.ID, p.Name, p.Types
	if !views.ManyFilters(p.Stored) {
		next.Filters = nil
		if campaigns := strings.FieldsFunc(p.Campaigns, func(c rune) bool { return c == '\n' || c == '\r' }); strings.TrimSpace(p.Campaigns) != "" {
			next.Filters = []models.SubscriptionFilter{{Types: p.Types, Campaigns: campaigns}}
		}
		return next
	}
	var kept []models.SubscriptionFilter
	for _, f := range p.Stored.Filters {
		f.Types = slices.DeleteFunc(slices.Clone(f.Types), func(name string) bool { return !slices.Contains(p.Types, name) })
		if len(f.Types) > 0 {
			kept = append(kept, f)
		}
	}
	next.Filters = kept
	return next
}

// Pause stops a subscription from asking for anything, or lets it ask again.
func (s subscriptionPages) Pause(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageNamed(r)
	if err != nil {
		return err
	}
	next := page.Stored
	next.Status = r.PostFormValue("status")
	if err := s.Store.SaveSubscription(r.Context(), web.Access(r), &next); err != nil {
		return err
	}
	message := "Resumed. New events are sent."
	if next.Status == models.SubscriptionPaused {
		message = "Paused. New events are not sent."
	}
	return s.flash(w, r, views.SubscriptionsURL(page.Callback), message)
}

// AskDelete asks whether a subscription shall go.
func (s subscriptionPages) AskDelete(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageNamed(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.SubscriptionDelete(s.frame(w, r, views.NavCompanies), page))
}

// Delete takes a subscription away.
func (s subscriptionPages) Delete(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageNamed(r)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteSubscription(r.Context(), web.Access(r), page.Stored.ID); err != nil {
		return err
	}
	return s.flash(w, r, views.SubscriptionsURL(page.Callback), "Deleted ‘"+page.Stored.Name+"’.")
}
