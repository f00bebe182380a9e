package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// Base is what the pages need of the rest of the program. Every resource is a
// struct that embeds it.
type Base struct {
	Store      *store.Store
	PublicURL  *url.URL // where browsers find the console; nil: where they ask
	Publisher  store.Publisher
	Explainer  Explainer
	Verifier   store.Verifier
	Conditions ConditionRunner
	Wake       func() // tells the engine that a delivery came due
	SetupToken string // opens the set-up page while nobody can sign in
	Version    string
	Held       bool // sending is held: each page says so
	KeepDays   int  // days after which deliveries are removed; 0: never

	Console *web.Console // set by Site
}

// frame returns what surrounds a page; nav is one of views.Nav….
func (d Base) frame(w http.ResponseWriter, r *http.Request, nav string) views.Frame {
	return d.Console.Frame(w, r, nav)
}

// flash sends the browser to path, where message is shown.
func (d Base) flash(w http.ResponseWriter, r *http.Request, path, message string) error {
	if err := d.Console.Flash(w, r, views.Message{Text: message}); err != nil {
		return err
	}
	return web.Redirect(w, r, path)
}

// can says whether the asker of r holds p for what belongs to o.
func can(r *http.Request, p models.Permission, o models.Owner) bool {
	return web.Access(r).Actor.Can(p, o)
}

// readScope is all that the asker of r may look at.
func readScope(r *http.Request) models.Scope {
	return web.Access(r).Actor.Scope(models.CallbacksRead)
}

// payloadScope is all of which the asker of r may look at what was carried.
func payloadScope(r *http.Request) models.Scope {
	return web.Access(r).Actor.Scope(models.DeliveriesPayload)
}

// ofSystem is the Lookup of what belongs to no company.
func ofSystem(*http.Request, models.Scope) (models.Owner, error) { return models.Owner{}, nil }

// ofCompany is the Lookup of paths with {company}, a public id.
func (d Base) ofCompany(r *http.Request, in models.Scope) (models.Owner, error) {
	company, err := d.Store.Company(r.Context(), in, r.PathValue("company"))
	return company.Owner(), err
}

// ofLocation is the Lookup of paths with {location}, a public id.
func (d Base) ofLocation(r *http.Request, in models.Scope) (models.Owner, error) {
	location, err := d.Store.Location(r.Context(), in, r.PathValue("location"))
	return location.Owner(), err
}

// companyNamed returns the company that the path names.
func (d Base) companyNamed(r *http.Request) (models.Company, error) {
	company, err := d.Store.Company(r.Context(), readScope(r), r.PathValue("company"))
	if err != nil {
		return company, fmt.Errorf("read company: %w", err)
	}
	return company, nil
}

// locationNamed returns the location that the path names, and its company.
func (d Base) locationNamed(r *http.Request) (models.Company, models.Location, error) {
	location, err := d.Store.Location(r.Context(), readScope(r), r.PathValue("location"))
	if err != nil {
		return models.Company{}, location, fmt.Errorf("read location: %w", err)
	}
	company, err := d.companyOf(r, location.CompanyID)
	return company, location, err
}

// companyOf returns the company that a location in sight belongs to. Who sees
// a location may know the name of its company; the public id is left out for
// those who cannot open the company, so that no link leads there.
func (d Base) companyOf(r *http.Request, id models.ID) (models.Company, error) {
	company, err := d.Store.CompanyByID(r.Context(), models.Everything, id)
	if err != nil {
		return company, fmt.Errorf("read company of a location: %w", err)
	}
	if !can(r, models.CallbacksRead, company.Owner()) {
		company.PublicID = ""
	}
	return company, nil
}

// ownerFilter reads what a list of companies or locations shall show.
func ownerFilter(r *http.Request) store.OwnerFilter {
	return store.OwnerFilter{Q: strings.TrimSpace(r.FormValue("q")), After: r.FormValue("after")}
}
