package console

import (
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// eventTypePages are the pages of event types.
type eventTypePages struct{ Base }

// eventTypeUsesAtOnce is how many callbacks the page of a type lists.
const eventTypeUsesAtOnce = 50

// eventTypeRoutes are the ways to the pages.
func eventTypeRoutes(d Base) []web.Route {
	t, f := eventTypePages{d}, eventTypeForms{eventTypePages{d}}
	return []web.Route{
		{Pattern: "GET /admin/event-types", Need: models.CallbacksRead, Page: t.Index},
		{Pattern: "GET /admin/event-types/new", Need: models.EventsWrite, Page: f.New},
		{Pattern: "POST /admin/event-types/new", Need: models.EventsWrite, Page: f.Create},
		{Pattern: "GET /admin/event-types/{type}", Need: models.CallbacksRead, Page: t.Show},
		{Pattern: "GET /admin/companies/{company}/event-types/{type}", Need: models.CallbacksRead, Owner: t.ofCustomTypeForReading, Page: t.ShowOwn},
		{Pattern: "GET /admin/companies/{company}/event-types/{type}/edit", Need: models.EventsWrite, Owner: t.ofCustomType, Page: f.Edit},
		{Pattern: "POST /admin/companies/{company}/event-types/{type}/edit", Need: models.EventsWrite, Owner: t.ofCustomType, Page: f.Update},
		{Pattern: "GET /admin/companies/{company}/event-types/{type}/delete", Need: models.EventsWrite, Owner: t.ofCustomType, Page: f.Confirm},
		{Pattern: "POST /admin/companies/{company}/event-types/{type}/delete", Need: models.EventsWrite, Owner: t.ofCustomType, Page: f.Delete},
	}
}

// customTypeNamed returns the own type that the path names, with its company.
func (t eventTypePages) customTypeNamed(r *http.Request, in models.Scope) (models.Company, models.CustomEventType, error) {
	company, err := t.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return company, models.CustomEventType{}, err
	}
	own, err := t.Store.CustomEventTypeWithin(r.Context(), in, company.ID, r.PathValue("type"))
	return company, own, err
}

// ofCustomType is the Lookup of paths with {company} and {type}.
func (t eventTypePages) ofCustomType(r *http.Request, in models.Scope) (models.Owner, error) {
	company, _, err := t.customTypeNamed(r, in)
	return company.Owner(), err
}

// ofCustomTypeForReading is the Lookup of paths that somebody who sees but a location of the
// company may follow too.
func (t eventTypePages) ofCustomTypeForReading(r *http.Request, in models.Scope) (models.Owner, error) {
	company, _, err := t.customTypeNamed(r, in)
	if err != nil || in.Covers(company.Owner()) {
		return company.Owner(), err
	}
	for _, id := range in.Locations {
		location, err := t.Store.LocationByID(r.Context(), in, id)
		if err == nil && location.CompanyID == company.ID {
			return location.Owner(), nil
		}
	}
	return models.Owner{}, models.ErrNotFound
}

// Index is the catalogue.
func (t eventTypePages) Index(w http.ResponseWriter, r *http.Request) error {
	own, err := t.Store.CustomEventTypesWithin(r.Context(), readScope(r))
	if err != nil {
		return err
	}
	page := views.EventTypesPage{Types: models.EventTypes(), MayAdd: mayAddEventType(r)}
	for i, custom := range own {
		if i == 0 || own[i-1].CompanyID != custom.CompanyID {
			company, err := t.Store.CompanyByID(r.Context(), models.Everything, custom.CompanyID)
			if err != nil {
				return err
			}
			page.Own = append(page.Own, views.CompanyEventTypes{Company: company})
		}
		last := &page.Own[len(page.Own)-1]
		last.Types = append(last.Types, custom)
	}
	return web.Render(w, r, http.StatusOK, views.EventTypes(t.frame(w, r, views.NavEventTypes), page))
}

// mayAddEventType says whether the asker may add types to a company.
func mayAddEventType(r *http.Request) bool {
	in := web.Access(r).Actor.Scope(models.EventsWrite)
	return in.All || len(in.Companies) > 0
}

// Show is the page of a type that is built in. The name of a company's own
// type leads to its page, if only one company in sight has it.
func (t eventTypePages) Show(w http.ResponseWriter, r *http.Request) error {
	eventType, builtIn := models.EventTypeNamed(r.PathValue("type"))
	if builtIn {
		return t.show(w, r, views.EventTypePage{Type: eventType})
	}
	own, err := t.Store.CustomEventTypesWithin(r.Context(), readScope(r))
	if err != nil {
		return err
	}
	own = slices.DeleteFunc(own, func(custom models.CustomEventType) bool { return custom.Name != r.PathValue("type") })
	if len(own) != 1 {
		return models.ErrNotFound
	}
	company, err := t.Store.CompanyByID(r.Context(), models.Everything, own[0].CompanyID)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, views.CompanyEventTypeURL(company, own[0].Name))
}

// ShowOwn is the page of a company's own type.
func (t eventTypePages) ShowOwn(w http.ResponseWriter, r *http.Request) error {
	page, err := t.page(r)
	if err != nil {
		return err
	}
	return t.show(w, r, page)
}

// page returns the page of the own type that the path names.
func (t eventTypePages) page(r *http.Request) (views.EventTypePage, error) {
	company, own, err := t.customTypeNamed(r, readScope(r))
	return views.EventTypePage{
		Type: models.EventType{Name: own.Name, Words: own.Words, Sample: own.Sample}, Own: &own, Company: company,
		MayWrite: can(r, models.EventsWrite, company.Owner()),
	}, err
}

func (t eventTypePages) show(w http.ResponseWriter, r *http.Request, page views.EventTypePage) error {
	if err := t.used(r, &page); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.EventType(t.frame(w, r, views.NavEventTypes), page))
}

// used adds the callbacks that ask for the type, as far as the asker sees them.
func (t eventTypePages) used(r *http.Request, page *views.EventTypePage) error {
	page.Now = t.Store.Now()
	use := store.EventTypeUse{Type: page.Type.Name, Company: page.Company.ID, After: idOf(r.FormValue("after")), Limit: eventTypeUsesAtOnce + 1}
	callbacks, err := t.Store.CallbacksOfType(r.Context(), readScope(r), use)
	if err != nil {
		return err
	}
	if len(callbacks) > eventTypeUsesAtOnce {
		callbacks = callbacks[:eventTypeUsesAtOnce]
		page.Next = nextURL(r, callbacks[eventTypeUsesAtOnce-1].ID.String())
	}
	places := map[models.Owner]string{}
	for _, c := range callbacks {
		if !c.Sends(page.Type.Action) {
			continue
		}
		if _, ok := places[c.Owner()]; !ok {
			if places[c.Owner()], err = t.ownerWords(r, c.Owner()); err != nil {
				return err
			}
		}
		page.Uses = append(page.Uses, views.EventTypeUse{Callback: c, Place: places[c.Owner()]})
	}
	return nil
}

// ownerWords names a company, or a location in sight with its company.
func (t eventTypePages) ownerWords(r *http.Request, o models.Owner) (string, error) {
	company, err := t.companyOf(r, o.CompanyID)
	if err != nil || o.LocationID == 0 {
		return company.Name, err
	}
	location, err := t.Store.LocationByID(r.Context(), readScope(r), o.LocationID)
	return location.Name + ", " + company.Name, err
}
