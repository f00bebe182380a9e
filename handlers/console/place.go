package console

import (
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// place is to whom the callbacks of a page belong.
type place struct {
	company     models.Company
	location    models.Location    // zero: the company as a whole
	databaseRef models.DatabaseRef // of database callbacks
}

func (p place) owner() models.Owner {
	return models.Owner{CompanyID: p.company.ID, LocationID: p.location.ID}
}

// nav is the item of the main menu that the place lies under.
func (p place) nav() string {
	if p.location.ID != 0 {
		return views.NavLocations
	}
	return views.NavCompanies
}

// kind is the kind of callback that one most likely adds there.
func (p place) kind() models.Kind {
	switch {
	case p.databaseRef.ID() != 0:
		return models.KindDatabase
	case p.location.ID != 0:
		return models.KindPostback
	}
	return models.KindEvent
}

// resource is the record whose changes start a callback there: that which was
// chosen, unless the place leaves no choice.
func (p place) resource(chosen string) string {
	if p.databaseRef.ID() != 0 {
		return p.databaseRef.Resource()
	}
	return chosen
}

// starts is what can start a callback there: that which was chosen, unless
// the form has no such choice.
func (p place) starts(chosen string) string {
	if views.KindStartedBy(chosen).Traits().Fits(p.location.ID, p.databaseRef.ID()) {
		return chosen
	}
	return views.StartsOf(p.kind())
}

// placeOf returns the place of an owner whom the asker may see. Who sees a
// location may know the name of its company.
func (d Deps) placeOf(r *http.Request, o models.Owner) (place, error) {
	var p place
	var err error
	if o.LocationID != 0 {
		if p.location, err = d.Store.LocationByID(r.Context(), seen(r), o.LocationID); err != nil {
			return p, err
		}
	}
	p.company, err = d.companyOf(r, o.CompanyID)
	return p, err
}

// placeNamed returns the place that a path with {company}, {location},
// {database} or {collection} names.
func (d Deps) placeNamed(r *http.Request) (place, error) {
	if r.PathValue("database") != "" || r.PathValue("collection") != "" {
		source, err := d.databaseNamed(r)
		if err != nil {
			return place{}, err
		}
		p, err := d.placeOf(r, source.Database.Owner())
		p.databaseRef = source
		return p, err
	}
	of := d.ofCompany
	if r.PathValue("location") != "" {
		of = d.ofLocation
	}
	owner, err := of(r, seen(r))
	if err != nil {
		return place{}, err
	}
	return d.placeOf(r, owner)
}

// callbackNamed returns the callback that the path names, and its place.
func (d Deps) callbackNamed(r *http.Request) (models.Callback, place, error) {
	callback, err := d.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return callback, place{}, err
	}
	p, err := d.placeOfCallback(r, callback)
	return callback, p, err
}

// placeOfCallback returns to whom a callback belongs.
func (d Deps) placeOfCallback(r *http.Request, callback models.Callback) (place, error) {
	p, err := d.placeOf(r, callback.Owner())
	if err != nil {
		return p, err
	}
	p.databaseRef, err = d.databaseByID(r, callback.DatabaseRefID)
	return p, err
}
