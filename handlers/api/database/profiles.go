package database

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/web"
)

// IndexProfiles lists the profiles of a database, oldest first.
func (a API) IndexProfiles(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.writeRecords(w, r, store.RecordFilter{Resource: models.Profile, DatabaseRefID: d.ID})
}

// IndexSubprofiles lists the subprofiles of a profile in a collection, oldest
// first.
func (a API) IndexSubprofiles(w http.ResponseWriter, r *http.Request) error {
	parent, collection, err := a.profileAndCollection(r)
	if err != nil {
		return err
	}
	return a.writeRecords(w, r, store.RecordFilter{Resource: models.Subprofile, DatabaseRefID: collection.ID, Parent: parent.ID})
}

// writeRecords writes the part of a list that is asked for. The oldest come first, so
// that nobody who reads part after part misses one because of new ones.
func (a API) writeRecords(w http.ResponseWriter, r *http.Request, filter store.RecordFilter) error {
	query, err := readQuery(r)
	if err != nil {
		return err
	}
	asked, err := readWindow(query)
	if err != nil {
		return err
	}
	selection, err := readSelection(query)
	if err != nil {
		return err
	}
	records, total, err := a.selected(r, filter, selection, asked)
	if err != nil {
		return err
	}
	entities := make([]profileEntity, len(records))
	for i, record := range records {
		if entities[i], err = profileEntityOf(record); err != nil {
			return err
		}
	}
	return writeList(w, asked, total, entities)
}

// CreateProfile stores a profile, and tells the callbacks of its database.
func (a API) CreateProfile(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	body, err := readProfile(w, r)
	if err != nil {
		return err
	}
	record, err := a.service(r).Create(r.Context(), d, body)
	if err != nil {
		return notFoundAs(err, noDatabase)
	}
	return created(w, r, models.Profile, record.PublicID)
}

// CreateSubprofile stores a subprofile of a profile, and tells the callbacks
// of its collection.
func (a API) CreateSubprofile(w http.ResponseWriter, r *http.Request) error {
	parent, collection, err := a.profileAndCollection(r)
	if err != nil {
		return err
	}
	body, err := readProfile(w, r)
	if err != nil {
		return err
	}
	record, err := a.service(r).CreateWithin(r.Context(), parent, collection, body)
	if err != nil {
		return notFoundAs(err, noEntity)
	}
	return created(w, r, models.Subprofile, record.PublicID)
}

// profileAndCollection returns the profile that a path names, and the
// collection of the profile's database.
func (a API) profileAndCollection(r *http.Request) (parent models.Record, collection models.Collection, err error) {
	if parent, err = a.record(r, web.Scope(r), models.Profile); err != nil {
		return parent, collection, err
	}
	if collection, err = a.collection(r, web.Scope(r)); err == nil && collection.DatabaseID != parent.DatabaseRefID {
		err = noCollection
	}
	return parent, collection, err
}

// show answers with one profile or subprofile.
func (a API) show(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		entity, err := a.profileEntity(r, resource)
		if err != nil {
			return err
		}
		return api.Write(w, http.StatusOK, entity)
	}
}

func (a API) profileEntity(r *http.Request, resource string) (profileEntity, error) {
	record, err := a.record(r, web.Scope(r), resource)
	if err != nil {
		return profileEntity{}, err
	}
	return profileEntityOf(record)
}

// update changes the fields that are sent, leaves the others, and tells the
// callbacks.
func (a API) update(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		body, err := readProfile(w, r)
		if err != nil {
			return err
		}
		return a.change(w, r, resource, func(models.Record) (profile.Input, error) { return body, nil })
	}
}

// change changes a profile or subprofile as given says of what it is, and tells
// the callbacks.
func (a API) change(w http.ResponseWriter, r *http.Request, resource string, given func(models.Record) (profile.Input, error)) error {
	err := api.RetryConflict(r.Context(), func() error {
		record, err := a.record(r, web.Scope(r), resource)
		if err != nil {
			return err
		}
		wanted, err := given(record)
		if err != nil {
			return err
		}
		_, err = a.service(r).Update(r.Context(), record, wanted)
		return err
	})
	if err != nil {
		return err
	}
	return changed(w, r, resource, r.PathValue(resource))
}

// remove takes a profile with its subprofiles away, or a subprofile, and tells
// the callbacks what they were.
func (a API) remove(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := api.RetryConflict(r.Context(), func() error {
			record, err := a.record(r, web.Scope(r), resource)
			if err != nil {
				return err
			}
			return a.service(r).Delete(r.Context(), record)
		})
		if err != nil {
			return err
		}
		return deleted(w, resource, r.PathValue(resource))
	}
}

// service changes profiles on behalf of the key of a request.
func (a API) service(r *http.Request) store.ProfileService {
	by := web.Access(r)
	return store.ProfileService{Store: a.Store, Publisher: a.Publisher, Access: by, Origin: api.Origin(r)}
}

// record returns the profile or subprofile that a path names.
func (a API) record(r *http.Request, in models.Scope, resource string) (models.Record, error) {
	record, err := a.Store.RecordByID(r.Context(), in, resource, r.PathValue(resource))
	return record, notFoundAs(err, noEntity)
}

func (a API) ownerOf(resource string) web.Lookup {
	return func(r *http.Request, in models.Scope) (models.Owner, error) {
		record, err := a.record(r, in, resource)
		return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
	}
}
