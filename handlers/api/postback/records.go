package postback

import (
	"encoding/json"
	"fmt"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/web"
)

// recordPages are the calls on the records of one resource, which differ in
// nothing but their names and fields.
type recordPages struct {
	API
	of records.Resource
}

// recordRoutes names the calls on records. Reading one needs more than
// reading a config, because a record is what a delivery carries.
func (a API) recordRoutes() []web.Route {
	var all []web.Route
	for _, of := range records.All() {
		p := recordPages{a, of}
		many, one := "/v2/"+of.Plural, "/v2/"+of.Plural+"/{record}"
		all = append(all, []web.Route{
			{Pattern: "POST " + many, Need: models.EventsWrite, Page: p.Create},
			{Pattern: "GET " + one, Need: models.DeliveriesPayload, Owner: p.owner, Page: p.Show},
			{Pattern: "PUT " + one, Need: models.EventsWrite, Owner: p.owner, Page: p.Update},
			{Pattern: "DELETE " + one, Need: models.EventsWrite, Owner: p.owner, Page: p.Delete},
		}...)
	}
	return all
}

// Create stores a record, and tells the postbacks of its location.
func (p recordPages) Create(w http.ResponseWriter, r *http.Request) error {
	given, err := readWrapped(w, r, p.of.Name)
	if err != nil {
		return err
	}
	made, err := p.keeper(r).Create(r.Context(), given.Members())
	if err != nil {
		return err
	}
	return p.write(w, http.StatusCreated, made)
}

// Show answers with one record.
func (p recordPages) Show(w http.ResponseWriter, r *http.Request) error {
	record, err := p.record(r, web.Scope(r))
	if err != nil {
		return err
	}
	return p.write(w, http.StatusOK, record)
}

// Update changes the fields that are given, leaves the others, and tells the
// postbacks of its location.
func (p recordPages) Update(w http.ResponseWriter, r *http.Request) error {
	given, err := readWrapped(w, r, p.of.Name)
	if err != nil {
		return err
	}
	var record models.Record
	err = api.Again(r.Context(), func() error {
		if record, err = p.record(r, web.Scope(r)); err != nil {
			return err
		}
		record, err = p.keeper(r).Update(r.Context(), record, given.Members())
		return err
	})
	if err != nil {
		return err
	}
	return p.write(w, http.StatusOK, record)
}

// Delete takes a record away, and tells the postbacks of its location what it
// was.
func (p recordPages) Delete(w http.ResponseWriter, r *http.Request) error {
	err := api.Again(r.Context(), func() error {
		record, err := p.record(r, web.Scope(r))
		if err != nil {
			return err
		}
		return p.keeper(r).Delete(r.Context(), record)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p recordPages) keeper(r *http.Request) store.RecordService {
	by := web.Access(r)
	return store.RecordService{Store: p.Store, Publisher: p.Publisher, Resource: p.of, Access: by, Source: api.Source(by)}
}

// record returns the record that a path names.
func (p recordPages) record(r *http.Request, in models.Scope) (models.Record, error) {
	record, err := p.Store.RecordByID(r.Context(), in, p.of.Name, r.PathValue("record"))
	if err != nil {
		return models.Record{}, fmt.Errorf("find the %s of a path: %w", p.of.Name, err)
	}
	return record, nil
}

func (p recordPages) owner(r *http.Request, in models.Scope) (models.Owner, error) {
	record, err := p.record(r, in)
	return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
}

// write answers with a record, wrapped in the name of its resource.
func (p recordPages) write(w http.ResponseWriter, status int, record models.Record) error {
	return api.Write(w, status, api.Ordered{{Name: p.of.Name, Value: json.RawMessage(record.Data)}})
}
