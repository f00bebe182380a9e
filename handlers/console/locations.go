package console

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// locationPages are the pages of locations.
type locationPages struct{ Base }

func locationRoutes(d Base) []web.Route {
	l := locationPages{d}
	return []web.Route{
		{Pattern: "GET /admin/locations", Need: models.CallbacksRead, Page: l.Index},
		{Pattern: "GET /admin/companies/{company}/locations", Need: models.CallbacksRead, Owner: d.ofCompany, Page: l.OfCompany},
		{Pattern: "GET /admin/companies/{company}/locations/new", Need: models.LocationsWrite, Owner: d.ofCompany, Page: l.New},
		{Pattern: "POST /admin/companies/{company}/locations", Need: models.LocationsWrite, Owner: d.ofCompany, Page: l.Create},
		{Pattern: "GET /admin/locations/{location}", Need: models.CallbacksRead, Owner: d.ofLocation, Page: l.Show},
		{Pattern: "GET /admin/locations/{location}/settings", Need: models.CallbacksRead, Owner: d.ofLocation, Page: l.Edit},
		{Pattern: "POST /admin/locations/{location}/settings", Need: models.LocationsWrite, Owner: d.ofLocation, Page: l.Update},
	}
}

// Index lists locations, those whose name, code or id has q in it. A search
// with one exact hit opens it.
func (l locationPages) Index(w http.ResponseWriter, r *http.Request) error {
	filter := ownerFilter(r)
	rows, next, err := l.Store.Locations(r.Context(), web.Scope(r), filter)
	if err != nil {
		return fmt.Errorf("list locations: %w", err)
	}
	if len(rows) == 1 && exact(rows[0].Location, filter) {
		return web.Redirect(w, r, views.LocationURL(rows[0].Location))
	}
	frame := l.frame(w, r, views.NavLocations)
	frame.Search = filter.Q
	list := views.LocationList{Q: filter.Q, Rows: rows, Next: nextURL(r, next)}
	return web.Render(w, r, http.StatusOK, views.Locations(frame, list))
}

// exact says that a search names this location and nothing else.
func exact(l models.Location, f store.OwnerFilter) bool {
	if f.Q == "" || f.After != "" {
		return false
	}
	return models.Folded(f.Q) == models.Folded(l.Name) || models.Folded(f.Q) == models.Folded(l.Code) || f.Q == l.PublicID
}

// OfCompany lists the locations of one company.
func (l locationPages) OfCompany(w http.ResponseWriter, r *http.Request) error {
	company, err := l.companyNamed(r)
	if err != nil {
		return err
	}
	filter := ownerFilter(r)
	filter.Company = company.ID
	rows, next, err := l.Store.Locations(r.Context(), web.Scope(r), filter)
	if err != nil {
		return fmt.Errorf("list locations of a company: %w", err)
	}
	list := views.LocationList{
		Company: company, Q: filter.Q, Rows: rows, Next: nextURL(r, next),
		MayAdd: can(r, models.LocationsWrite, company.Owner()),
	}
	return web.Render(w, r, http.StatusOK, views.CompanyLocations(l.frame(w, r, views.NavCompanies), list))
}

// New shows the empty form.
func (l locationPages) New(w http.ResponseWriter, r *http.Request) error {
	company, err := l.companyNamed(r)
	if err != nil {
		return err
	}
	form := views.LocationForm{Key: l.Store.NewID().String()}
	return web.Render(w, r, http.StatusOK, views.LocationNew(l.frame(w, r, views.NavCompanies), company, form))
}

// Create stores a new location of a company.
func (l locationPages) Create(w http.ResponseWriter, r *http.Request) error {
	company, err := l.companyNamed(r)
	if err != nil {
		return err
	}
	form := locationForm(r)
	location := models.Location{
		ID: idOf(form.Key), CompanyID: company.ID, Name: form.Name, Code: form.Code, TimeZone: form.TimeZone, Active: true,
	}
	err = l.Store.CreateLocation(r.Context(), web.Access(r), &location)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return web.Render(w, r, http.StatusUnprocessableEntity, views.LocationNew(l.frame(w, r, views.NavCompanies), company, form))
	}
	if err != nil {
		return fmt.Errorf("create location: %w", err)
	}
	return l.flash(w, r, views.LocationURL(location), location.Name+" was added.")
}

// Show is the summary of a location.
func (l locationPages) Show(w http.ResponseWriter, r *http.Request) error {
	company, location, err := l.locationNamed(r)
	if err != nil {
		return err
	}
	filter := deliverylog.Filter{Location: location.PublicID}
	page := views.OwnerSummary{
		Company: company, Location: location, Activity: l.activity(r, location.Owner(), filter, filter),
		Callbacks: l.callbacks(r), MayTest: can(r, models.TestsSend, location.Owner()),
	}
	return web.Render(w, r, http.StatusOK, views.Location(l.frame(w, r, views.NavLocations), page))
}

// Edit shows the settings.
func (l locationPages) Edit(w http.ResponseWriter, r *http.Request) error {
	_, location, err := l.locationNamed(r)
	if err != nil {
		return err
	}
	form := views.LocationForm{
		Name: location.Name, Code: location.Code, TimeZone: location.TimeZone,
		Active: location.Active, Version: location.Version,
	}
	return l.settings(w, r, http.StatusOK, form)
}

// Update stores the settings over the version that was on screen.
func (l locationPages) Update(w http.ResponseWriter, r *http.Request) error {
	_, location, err := l.locationNamed(r)
	if err != nil {
		return err
	}
	form := locationForm(r)
	changed := location
	changed.Name, changed.Code, changed.TimeZone = form.Name, form.Code, form.TimeZone
	changed.Active, changed.Version = form.Active, form.Version
	err = l.Store.UpdateLocation(r.Context(), web.Access(r), &changed)
	if problems, status := refused(err); status != 0 {
		if form.Problems = problems; status == http.StatusConflict {
			form.Version, form.Clash = location.Version, true
		}
		return l.settings(w, r, status, form)
	}
	if err != nil {
		return fmt.Errorf("update location: %w", err)
	}
	return l.flash(w, r, views.LocationURL(changed)+"/settings", "Saved.")
}

func (l locationPages) settings(w http.ResponseWriter, r *http.Request, status int, form views.LocationForm) error {
	company, location, err := l.locationNamed(r)
	if err != nil {
		return err
	}
	may := can(r, models.LocationsWrite, location.Owner())
	return web.Render(w, r, status, views.LocationSettings(l.frame(w, r, views.NavLocations), company, location, form, may))
}

func locationForm(r *http.Request) views.LocationForm {
	return views.LocationForm{
		Key:  r.PostFormValue("key"),
		Name: strings.TrimSpace(r.PostFormValue("name")), Code: strings.TrimSpace(r.PostFormValue("code")),
		TimeZone: strings.TrimSpace(r.PostFormValue("time_zone")),
		Active:   r.PostFormValue("active") != "no", Version: versionOf(r),
	}
}
