package native

import (
	"context"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// Location is one location of a company.
type Location struct {
	ID        string `json:"id"`
	Company   string `json:"company"`
	Name      string `json:"name"`
	Code      string `json:"code"`
	TimeZone  string `json:"time_zone"`
	Active    bool   `json:"active"`
	Version   int64  `json:"version"`
	CreatedAt Date   `json:"created_at"`
	UpdatedAt Date   `json:"updated_at"`
}

// NewLocation is a location to add to a company.
type NewLocation struct {
	Name     string  `json:"name"`
	Code     *string `json:"code,omitzero"`
	TimeZone *string `json:"time_zone,omitzero"`
	Active   *bool   `json:"active,omitzero"`
}

// LocationChange says what shall change of a location.
type LocationChange struct {
	Name     string  `json:"name,omitzero"`
	Code     *string `json:"code,omitzero"`
	TimeZone *string `json:"time_zone,omitzero"`
	Active   *bool   `json:"active,omitzero"`
	Version  int64   `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
}

// locationOf writes a location of the company with this public id.
func locationOf(l models.Location, company string) Location {
	return Location{
		ID: l.PublicID, Company: company, Name: l.Name, Code: l.Code, TimeZone: l.TimeZone, Active: l.Active, Version: l.Version,
		CreatedAt: dateOf(l.CreatedAt), UpdatedAt: dateOf(l.UpdatedAt),
	}
}

// locationRoutes are the calls on locations.
func (a API) locationRoutes() []web.Route {
	locations := resource[models.Location, Location]{
		API: a, name: "location", find: a.Store.Location,
		answer: func(ctx context.Context, l models.Location) (Location, error) {
			company, err := a.Store.CompanyByID(ctx, models.Everything, l.CompanyID) // who reaches it may know its company
			return locationOf(l, company.PublicID), err
		},
		path: func(l models.Location) string { return "/locations/" + l.PublicID },
		blank: func(r *http.Request) (models.Location, error) {
			company, err := a.company(r)
			return models.Location{CompanyID: company.ID, Active: true}, err
		},
		read: func(f *api.Fields, l *models.Location) {
			f.Text("name", &l.Name)
			f.Text("code", &l.Code)
			f.Text("time_zone", &l.TimeZone)
			readFlag(f, "active", &l.Active)
		},
		version: func(l models.Location) int64 { return l.Version },
		create:  a.Store.CreateLocation, update: a.Store.UpdateLocation,
	}
	return []web.Route{
		{Pattern: "GET /companies/{company}/locations", Need: models.CallbacksRead, Owner: a.ofPart, Page: a.listLocations},
		{Pattern: "POST /companies/{company}/locations", Need: models.LocationsWrite, Owner: a.ofCompany, Page: locations.add},
		{Pattern: "GET /locations/{location}", Need: models.CallbacksRead, Owner: locations.owner, Page: locations.show},
		{Pattern: "PATCH /locations/{location}", Need: models.LocationsWrite, Owner: locations.owner, Page: locations.edit},
	}
}

// listLocations lists the locations of a company by name; q finds a part of
// name or code.
func (a API) listLocations(w http.ResponseWriter, r *http.Request) error {
	f, err := readNamePage(r)
	if err != nil {
		return err
	}
	company, err := a.company(r)
	if err != nil {
		return err
	}
	f.Company = company.ID
	rows, next, err := a.Store.Locations(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	locations := make([]Location, len(rows))
	for i, row := range rows {
		locations[i] = locationOf(row.Location, company.PublicID)
	}
	return writeList(w, locations, next)
}
