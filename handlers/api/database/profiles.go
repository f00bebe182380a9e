package database

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// IndexProfiles lists the profiles of a database, oldest first.
func (a API) IndexProfiles(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.list(w, r, store.RecordFilter{Resource: models.Profile, DatabaseRefID: d.ID})
}

// IndexSubprofiles lists the subprofiles of a profile in a collection, oldest
// first.
func (a API) IndexSubprofiles(w http.ResponseWriter, r *http.Request) error {
	of, in, err := a.place(r)
	if err != nil {
		return err
	}
	return a.list(w, r, store.RecordFilter{Resource: models.Subprofile, DatabaseRefID: in.ID, Parent: of.ID})
}

// list writes the part of a list that is asked for. The oldest come first, so
// that nobody who reads part after part misses one because of new ones.
func (a API) list(w http.ResponseWriter, r *http.Request, of store.RecordFilter) error {
	part, err := readWindow(r.URL.Query())
	if err != nil {
		return err
	}
	total := 0
	if !part.uncounted {
		if total, err = a.Store.CountRecords(r.Context(), web.Scope(r), of); err != nil {
			return err
		}
	}
	of.Start, of.Limit, of.Oldest = part.start.n, part.limit.n, true
	found, err := a.Store.Records(r.Context(), web.Scope(r), of)
	if err != nil {
		return err
	}
	written, err := entries(found)
	if err != nil {
		return err
	}
	return part.write(w, total, written)
}

// CreateProfile stores a profile, and tells the callbacks of its database.
func (a API) CreateProfile(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	given, err := readProfile(w, r)
	if err != nil {
		return err
	}
	made, err := a.keeper(r).Create(r.Context(), d, given)
	if err != nil {
		return without(err, noDatabase)
	}
	return created(w, models.Profile, made.PublicID)
}

// CreateSubprofile stores a subprofile of a profile, and tells the callbacks
// of its collection.
func (a API) CreateSubprofile(w http.ResponseWriter, r *http.Request) error {
	of, in, err := a.place(r)
	if err != nil {
		return err
	}
	given, err := readProfile(w, r)
	if err != nil {
		return err
	}
	made, err := a.keeper(r).CreateWithin(r.Context(), of, in, given)
	if err != nil {
		return without(err, noEntity)
	}
	return created(w, models.Subprofile, made.PublicID)
}

// place returns the profile and the collection of its database that a path
// names.
func (a API) place(r *http.Request) (of models.Record, in models.Collection, err error) {
	if of, err = a.record(r, web.Scope(r), models.Profile); err != nil {
		return of, in, err
	}
	if in, err = a.collection(r, web.Scope(r)); err == nil && in.DatabaseID != of.DatabaseRefID {
		err = noCollection
	}
	return of, in, err
}

// show answers with one profile or subprofile.
func (a API) show(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		record, err := a.record(r, web.Scope(r), resource)
		if err != nil {
			return err
		}
		written, err := entry(record)
		if err != nil {
			return err
		}
		return api.Write(w, http.StatusOK, written)
	}
}

// update changes the fields that are given, leaves the others, and tells the
// callbacks.
func (a API) update(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		given, err := readProfile(w, r)
		if err != nil {
			return err
		}
		err = api.Again(r.Context(), func() error {
			record, err := a.record(r, web.Scope(r), resource)
			if err != nil {
				return err
			}
			_, err = a.keeper(r).Update(r.Context(), record, given)
			return err
		})
		if err != nil {
			return err
		}
		return changed(w, resource, r.PathValue(resource))
	}
}

// remove takes a profile with its subprofiles away, or a subprofile, and tells
// the callbacks what they were.
func (a API) remove(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := api.Again(r.Context(), func() error {
			record, err := a.record(r, web.Scope(r), resource)
			if err != nil {
				return err
			}
			return a.keeper(r).Delete(r.Context(), record)
		})
		if err != nil {
			return err
		}
		return deleted(w, resource, r.PathValue(resource))
	}
}

func (a API) keeper(r *http.Request) store.ProfileService {
	by := web.Access(r)
	return store.ProfileService{Store: a.Store, Publisher: a.Publisher, Access: by, Source: api.Source(by)}
}

// record returns the profile or subprofile that a path names.
func (a API) record(r *http.Request, in models.Scope, resource string) (models.Record, error) {
	record, err := a.Store.RecordByID(r.Context(), in, resource, r.PathValue(resource))
	return record, without(err, noEntity)
}

func (a API) ownerOf(resource string) web.Lookup {
	return func(r *http.Request, in models.Scope) (models.Owner, error) {
		record, err := a.record(r, in, resource)
		return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
	}
}
