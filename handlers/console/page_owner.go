package console

import (
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// pageOwner is to whom the callbacks of a page belong.
type pageOwner struct {
	company     models.Company
	location    models.Location    // zero: the company as a whole
	databaseRef models.DatabaseRef // of database callbacks
}

func (p pageOwner) owner() models.Owner {
	return models.Owner{CompanyID: p.company.ID, LocationID: p.location.ID}
}

// nav is the item of the main menu that its pages lie under.
func (p pageOwner) nav() string {
	if p.location.ID != 0 {
		return views.NavLocations
	}
	return views.NavCompanies
}

// kind is the kind of callback that one most likely adds there.
func (p pageOwner) kind() models.Kind {
	switch {
	case p.databaseRef.ID() != 0:
		return models.KindDatabase
	case p.location.ID != 0:
		return models.KindPostback
	}
	return models.KindEvent
}

// resource is the record whose changes start a callback there: that which was
// chosen, unless the owner leaves no choice.
func (p pageOwner) resource(chosen string) string {
	if p.databaseRef.ID() != 0 {
		return p.databaseRef.Resource()
	}
	return chosen
}

// starts is what can start a callback there: that which was chosen, unless
// the form has no such choice.
func (p pageOwner) starts(chosen string) string {
	if views.KindStartedBy(chosen).Traits().Fits(p.location.ID, p.databaseRef.ID()) {
		return chosen
	}
	return views.StartsOf(p.kind())
}

// pageOwnerOf returns an owner whom the asker may see, with its names. Who sees a
// location may know the name of its company.
func (d Base) pageOwnerOf(r *http.Request, o models.Owner) (pageOwner, error) {
	var p pageOwner
	var err error
	if o.LocationID != 0 {
		if p.location, err = d.Store.LocationByID(r.Context(), readScope(r), o.LocationID); err != nil {
			return p, err
		}
	}
	p.company, err = d.companyOf(r, o.CompanyID)
	return p, err
}

// pageOwnerNamed returns the owner that a path with {company}, {location},
// {database} or {collection} names.
func (d Base) pageOwnerNamed(r *http.Request) (pageOwner, error) {
	if r.PathValue("database") != "" || r.PathValue("collection") != "" {
		source, err := d.databaseNamed(r)
		if err != nil {
			return pageOwner{}, err
		}
		p, err := d.pageOwnerOf(r, source.Database.Owner())
		p.databaseRef = source
		return p, err
	}
	of := d.ofCompany
	if r.PathValue("location") != "" {
		of = d.ofLocation
	}
	owner, err := of(r, readScope(r))
	if err != nil {
		return pageOwner{}, err
	}
	return d.pageOwnerOf(r, owner)
}

// callbackNamed returns the callback that the path names, and to whom it belongs.
func (d Base) callbackNamed(r *http.Request) (models.Callback, pageOwner, error) {
	callback, err := d.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return callback, pageOwner{}, err
	}
	p, err := d.ownerOfCallback(r, callback)
	return callback, p, err
}

// ownerOfCallback returns to whom a callback belongs.
func (d Base) ownerOfCallback(r *http.Request, callback models.Callback) (pageOwner, error) {
	p, err := d.pageOwnerOf(r, callback.Owner())
	if err != nil {
		return p, err
	}
	p.databaseRef, err = d.databaseByID(r, callback.DatabaseRefID)
	return p, err
}

// profileList is the list of the records there, still without them.
func (p pageOwner) profileList(r *http.Request) views.ProfileList {
	return views.ProfileList{
		Company: p.company, DatabaseRef: p.databaseRef,
		CanSee:   can(r, models.DeliveriesPayload, p.company.Owner()),
		MayWrite: can(r, mayWrite, p.company.Owner()),
	}
}

func (p pageOwner) databaseVersion() int64 {
	if p.databaseRef.Collection.ID != 0 {
		return p.databaseRef.Collection.Version
	}
	return p.databaseRef.Database.Version
}

// databaseForm is the form of the database or collection as it is stored.
func (p pageOwner) databaseForm() views.DatabaseForm {
	form := views.DatabaseForm{Company: p.company, DatabaseRef: p.databaseRef, Name: p.databaseRef.Database.Name, Version: p.databaseVersion()}
	if p.databaseRef.Collection.ID != 0 {
		form.Name = p.databaseRef.Collection.Name
	}
	return form
}

// liveCallbackNamed returns the callback that the path names, or EndedError.
func (d Base) liveCallbackNamed(r *http.Request) (models.Callback, pageOwner, error) {
	callback, at, err := d.callbackNamed(r)
	if err == nil && callback.Ended(models.At(d.Store.Now())) {
		err = models.EndedError{PublicID: callback.PublicID}
	}
	return callback, at, err
}
