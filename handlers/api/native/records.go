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

// recordRoutes are the calls on records of every resource. Each change is an
// event, as through the API of its kind and the console.
func (a API) recordRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /companies/{company}/records", Need: models.DeliveriesPayload, Owner: a.ofPart, Page: a.listRecords},
		{Pattern: "POST /companies/{company}/records", Need: models.EventsWrite, Owner: a.ofPart, Page: a.createRecord},
		{Pattern: "GET /records/{record}", Need: models.DeliveriesPayload, Owner: a.ofRecord, Page: a.showRecord},
		{Pattern: "PATCH /records/{record}", Need: models.EventsWrite, Owner: a.ofRecord, Page: a.updateRecord},
		{Pattern: "DELETE /records/{record}", Need: models.EventsWrite, Owner: a.ofRecord, Page: a.deleteRecord},
	}
}

// record returns the record that the path names.
func (a API) record(r *http.Request) (models.Record, error) {
	return a.Store.RecordByID(r.Context(), web.Scope(r), "", r.PathValue("record"))
}

// ofRecord is the lookup of paths with {record}.
func (a API) ofRecord(r *http.Request, in models.Scope) (models.Owner, error) {
	record, err := a.Store.RecordByID(r.Context(), in, "", r.PathValue("record"))
	return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
}

// listRecords lists the records of a company and its locations, newest first:
// all of them, or of one resource, location, database, collection or profile.
func (a API) listRecords(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	company, err := a.company(r)
	if err != nil {
		return err
	}
	f, err := a.recordFilter(r, company)
	if err != nil {
		return err
	}
	f.Limit = p.Limit + 1
	if f.Before, err = p.after(); err != nil {
		return err
	}
	rows, err := a.Store.Records(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	rows, next := cutPage(p, rows, func(record models.Record) models.ID { return record.ID })
	list, err := a.recordsOf(r, company, rows)
	if err != nil {
		return err
	}
	return writeList(w, list, next)
}

// recordFilter reads which records a list shall show.
func (a API) recordFilter(r *http.Request, company models.Company) (store.RecordFilter, error) {
	query, err := queryFields(r)
	if err != nil {
		return store.RecordFilter{}, err
	}
	f := store.RecordFilter{Owner: company.Owner()}
	query.Text("resource", &f.Resource)
	if f.Resource != "" && !slices.Contains(resourceNames(), f.Resource) {
		query.Refuse("resource", mustBeAResource)
	}
	parts := a.lookup(r, company.ID)
	f.Owner.LocationID = parts.location(&query, "location").ID
	f.DatabaseRefID = parts.databaseRef(&query, "database", "collection").ID()
	f.Parent = parts.profile(&query, "profile").ID
	return f, cmp.Or(parts.err, query.Problems.Err())
}

// resourceNames are the resources of records, in the order of the event types.
func resourceNames() []string {
	var names []string
	for _, resource := range records.All() {
		names = append(names, resource.Name)
	}
	return append(names, models.Profile, models.Subprofile)
}

// mustBeAResource says which resources there are.
const mustBeAResource = "must be contact, transaction, transactionbatch, accountvault, profile or subprofile"

// showRecord answers with one record.
func (a API) showRecord(w http.ResponseWriter, r *http.Request) error {
	record, err := a.record(r)
	if err != nil {
		return err
	}
	return a.writeRecord(w, r, http.StatusOK, record)
}

func (a API) writeRecord(w http.ResponseWriter, r *http.Request, status int, record models.Record) error {
	company, err := a.Store.CompanyByID(r.Context(), models.Everything, record.CompanyID)
	if err != nil {
		return err
	}
	list, err := a.recordsOf(r, company, []models.Record{record})
	if err != nil {
		return err
	}
	return api.Write(w, status, list[0])
}

// createRecord stores a new record, and tells the callbacks that ask for it.
func (a API) createRecord(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r)
	if err != nil {
		return err
	}
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	record, err := a.storeNewRecord(r, &body, company)
	if err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/records/"+record.PublicID)
	return a.writeRecord(w, r, http.StatusCreated, record)
}

// updateRecord changes the fields that are given and leaves the others.
func (a API) updateRecord(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	record, err := change(r, body, recordVersion, func() (models.Record, error) { return a.record(r) }, func(record *models.Record) error {
		f := body
		changed, err := a.storeRecordChange(r, &f, *record)
		if err == nil {
			*record = changed
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.writeRecord(w, r, http.StatusOK, record)
}

// deleteRecord takes a record away, a profile with its subprofiles.
func (a API) deleteRecord(w http.ResponseWriter, r *http.Request) error {
	find := func() (models.Record, error) { return a.record(r) }
	_, err := change(r, api.Fields{Say: say}, recordVersion, find, func(record *models.Record) error {
		if models.InDatabase(record.Resource) {
			return a.profileService(r).Delete(r.Context(), *record)
		}
		return a.recordService(r, record.Resource).Delete(r.Context(), *record)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func recordVersion(record models.Record) int64 { return record.Version }

func (a API) recordService(r *http.Request, resource string) store.RecordService {
	by := web.Access(r)
	of, _ := records.Named(resource)
	return store.RecordService{Store: a.Store, Publisher: a.Publisher, Resource: of, Access: by, Origin: api.Origin(r)}
}

func (a API) profileService(r *http.Request) store.ProfileService {
	by := web.Access(r)
	return store.ProfileService{Store: a.Store, Publisher: a.Publisher, Access: by, Origin: api.Origin(r)}
}
