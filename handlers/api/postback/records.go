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
	resource records.Resource
}

// recordRoutes names the calls on records. Reading one needs more than
// reading a config, because a record is what a delivery carries.
func (a API) recordRoutes() []web.Route {
	var routes []web.Route
	for _, resource := range records.All() {
		p := recordPages{a, resource}
		all, record := "/v2/"+resource.Plural, "/v2/"+resource.Plural+"/{record}"
		routes = append(routes, []web.Route{
			{Pattern: "GET " + all, Need: models.DeliveriesPayload, Page: p.Index},
			{Pattern: "POST " + all, Need: models.EventsWrite, Page: p.Create},
			{Pattern: "GET " + record, Need: models.DeliveriesPayload, Owner: p.owner, Page: p.Show},
			{Pattern: "PUT " + record, Need: models.EventsWrite, Owner: p.owner, Page: p.Update},
			{Pattern: "DELETE " + record, Need: models.EventsWrite, Owner: p.owner, Page: p.Delete},
		}...)
	}
	return routes
}

// Create stores a record, and tells the postbacks of its location.
func (p recordPages) Create(w http.ResponseWriter, r *http.Request) error {
	body, err := readWrapped(w, r, p.resource.Name)
	if err != nil {
		return err
	}
	record, err := p.service(r).Create(r.Context(), body.Members())
	if err != nil {
		return err
	}
	return p.write(w, http.StatusCreated, record)
}

// Show answers with one record.
func (p recordPages) Show(w http.ResponseWriter, r *http.Request) error {
	record, err := p.record(r, web.Scope(r))
	if err != nil {
		return err
	}
	return p.write(w, http.StatusOK, record)
}

// Update changes the fields that are sent, leaves the others, and tells the
// postbacks of its location.
func (p recordPages) Update(w http.ResponseWriter, r *http.Request) error {
	body, err := readWrapped(w, r, p.resource.Name)
	if err != nil {
		return err
	}
	var record models.Record
	err = api.RetryConflict(r.Context(), func() error {
		if record, err = p.record(r, web.Scope(r)); err != nil {
			return err
		}
		record, err = p.service(r).Update(r.Context(), record, body.Members())
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
	err := api.RetryConflict(r.Context(), func() error {
		record, err := p.record(r, web.Scope(r))
		if err != nil {
			return err
		}
		return p.service(r).Delete(r.Context(), record)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// service changes records on behalf of the key of a request.
func (p recordPages) service(r *http.Request) store.RecordService {
	by := web.Access(r)
	return store.RecordService{Store: p.Store, Publisher: p.Publisher, Resource: p.resource, Access: by, Origin: api.Origin(r)}
}

// record returns the record that a path names.
func (p recordPages) record(r *http.Request, in models.Scope) (models.Record, error) {
	record, err := p.Store.RecordByID(r.Context(), in, p.resource.Name, r.PathValue("record"))
	if err != nil {
		return models.Record{}, fmt.Errorf("find the %s of a path: %w", p.resource.Name, err)
	}
	return record, nil
}

func (p recordPages) owner(r *http.Request, in models.Scope) (models.Owner, error) {
	record, err := p.record(r, in)
	return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
}

// write answers with a record, wrapped in the name of its resource.
func (p recordPages) write(w http.ResponseWriter, status int, record models.Record) error {
	return api.Write(w, status, map[string]json.RawMessage{p.resource.Name: record.Data})
}
