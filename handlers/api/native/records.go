package native

import (
	"cmp"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/web"
)

// recordPages are the calls on records of every resource. Each change is an
// event, as through the API of its kind and the console.
type recordPages struct{ Base }

func (a recordPages) named(r *http.Request, in models.Scope) (models.Record, error) {
	return a.Store.RecordByID(r.Context(), in, "", r.PathValue("record"))
}

// of is the lookup of paths with {record}.
func (a recordPages) of(r *http.Request, in models.Scope) (models.Owner, error) {
	record, err := a.named(r, in)
	return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
}

// Index lists the records of a company and its locations, newest first: all of
// them, or of one resource, location, database, collection or profile.
func (a recordPages) Index(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	company, err := a.Company(r)
	if err != nil {
		return err
	}
	f, err := a.filter(r, company)
	if err != nil {
		return err
	}
	f.Limit = p.Limit + 1
	if f.Before, err = p.After(); err != nil {
		return err
	}
	found, err := a.Store.Records(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	found, next := Cut(p, found, func(one models.Record) models.ID { return one.ID })
	entities, err := a.entities(r, company, found)
	if err != nil {
		return err
	}
	return writeList(w, entities, next)
}

// Show answers with one record.
func (a recordPages) Show(w http.ResponseWriter, r *http.Request) error {
	record, err := a.named(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.answer(w, r, http.StatusOK, record)
}

// answer writes one record.
func (a recordPages) answer(w http.ResponseWriter, r *http.Request, status int, record models.Record) error {
	company, err := a.Store.CompanyByID(r.Context(), models.Everything, record.CompanyID)
	if err != nil {
		return err
	}
	entities, err := a.entities(r, company, []models.Record{record})
	if err != nil {
		return err
	}
	return api.Write(w, status, entities[0])
}

// Create stores a new record, and tells the callbacks that ask for it.
func (a recordPages) Create(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Company(r)
	if err != nil {
		return err
	}
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	record, err := a.create(r, &f, company)
	if err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/records/"+record.PublicID)
	return a.answer(w, r, http.StatusCreated, record)
}

// Update changes the fields that are given and leaves the others.
func (a recordPages) Update(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var record models.Record
	err = Change(r, f, func() (int64, error) {
		record, err = a.named(r, web.Scope(r))
		return record.Version, err
	}, func() error {
		given := f
		changed, err := a.update(r, &given, record)
		if err == nil {
			record = changed
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.answer(w, r, http.StatusOK, record)
}

// Delete takes a record away, a profile with its subprofiles.
func (a recordPages) Delete(w http.ResponseWriter, r *http.Request) error {
	var record models.Record
	return gone(w, Change(r, api.Fields{Say: Say}, func() (_ int64, err error) {
		record, err = a.named(r, web.Scope(r))
		return record.Version, err
	}, func() error {
		if models.InDatabase(record.Resource) {
			return a.profiles(r).Delete(r.Context(), record)
		}
		return a.keeper(r, record.Resource).Delete(r.Context(), record)
	}))
}

func (a recordPages) keeper(r *http.Request, resource string) store.RecordService {
	by := web.Access(r)
	of, _ := records.Named(resource)
	return store.RecordService{Store: a.Store, Publisher: a.Publisher, Resource: of, Access: by, Source: api.Source(by)}
}

func (a recordPages) profiles(r *http.Request) store.ProfileService {
	by := web.Access(r)
	return store.ProfileService{Store: a.Store, Publisher: a.Publisher, Access: by, Source: api.Source(by)}
}

// resources are the records that there are, in the order of the catalogue.
func resources() []string {
	var names []string
	for _, one := range records.All() {
		names = append(names, one.Name)
	}
	return append(names, models.Profile, models.Subprofile)
}

// filter reads which records a list shall show.
func (a recordPages) filter(r *http.Request, company models.Company) (store.RecordFilter, error) {
	query := r.URL.Query()
	find, fields := a.Lookup(r, company.ID), api.Fields{Say: Say}
	named := func(member string) Named { return Named{Member: member, ID: query.Get(member)} }
	f := store.RecordFilter{Resource: query.Get("resource"), Owner: company.Owner()}
	if f.Resource != "" && !slices.Contains(resources(), f.Resource) {
		fields.Refuse("resource", oneOf)
	}
	f.Owner.LocationID = find.Location(&fields, named("location")).ID
	f.DatabaseRefID = find.Source(&fields, named("database"), named("collection")).ID()
	f.Parent = find.Profile(&fields, named("profile")).ID
	return f, cmp.Or(find.Err, fields.Problems.Err())
}
