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
func (d Base) placeOf(r *http.Request, o models.Owner) (place, error) {
	var p place
	var err error
	if o.LocationID != 0 {
		if p.location, err = d.Store.LocationByID(r.Context(), readScope(r), o.LocationID); err != nil {
			return p, err
		}
	}
	p.company, err = d.companyOf(r, o.CompanyID)
	return p, err
}

// placeNamed returns the place that a path with {company}, {location},
// {database} or {collection} names.
func (d Base) placeNamed(r *http.Request) (place, error) {
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
	owner, err := of(r, readScope(r))
	if err != nil {
		return place{}, err
	}
	return d.placeOf(r, owner)
}

// callbackNamed returns the callback that the path names, and its place.
func (d Base) callbackNamed(r *http.Request) (models.Callback, place, error) {
	callback, err := d.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return callback, place{}, err
	}
	p, err := d.placeOfCallback(r, callback)
	return callback, p, err
}

// placeOfCallback returns to whom a callback belongs.
func (d Base) placeOfCallback(r *http.Request, callback models.Callback) (place, error) {
	p, err := d.placeOf(r, callback.Owner())
	if err != nil {
		return p, err
	}
	p.databaseRef, err = d.databaseByID(r, callback.DatabaseRefID)
	return p, err
}

// profileList is the list of the records there, still without them.
func (p place) profileList(r *http.Request) views.ProfileList {
	return views.ProfileList{
		Company: p.company, DatabaseRef: p.databaseRef,
		CanSee:   can(r, models.DeliveriesPayload, p.company.Owner()),
		MayWrite: can(r, mayWrite, p.company.Owner()),
	}
}

func (p place) databaseVersion() int64 {
	if p.databaseRef.Collection.ID != 0 {
		return p.databaseRef.Collection.Version
	}
	return p.databaseRef.Database.Version
}

// databaseForm is the form of the database or collection as it is stored.
func (p place) databaseForm() views.DatabaseForm {
	form := views.DatabaseForm{Company: p.company, DatabaseRef: p.databaseRef, Name: p.databaseRef.Database.Name, Version: p.databaseVersion()}
	if p.databaseRef.Collection.ID != 0 {
		form.Name = p.databaseRef.Collection.Name
	}
	return form
}

// liveCallbackNamed returns the callback that the path names, or EndedError.
func (d Base) liveCallbackNamed(r *http.Request) (models.Callback, place, error) {
	callback, at, err := d.callbackNamed(r)
	if err == nil && callback.Ended(models.At(d.Store.Now())) {
		err = models.EndedError{PublicID: callback.PublicID}
	}
	return callback, at, err
}
