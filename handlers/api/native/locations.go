package native

import (
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

// ListLocations lists the locations of a company by name; q finds a part of
// name or code.
func (a API) ListLocations(w http.ResponseWriter, r *http.Request) error {
	f, err := ByName(r)
	if err != nil {
		return err
	}
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	f.Company = company.ID
	rows, next, err := a.Store.Locations(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	entities := make([]Location, len(rows))
	for i, row := range rows {
		entities[i] = locationOf(row.Location, company.PublicID)
	}
	return writeList(w, entities, next)
}

// ShowLocation answers with one location.
func (a API) ShowLocation(w http.ResponseWriter, r *http.Request) error {
	l, err := a.Store.Location(r.Context(), web.Scope(r), r.PathValue("location"))
	if err != nil {
		return err
	}
	return a.answerLocation(w, r, l)
}

// answerLocation writes one location. Who reaches it may know its company.
func (a API) answerLocation(w http.ResponseWriter, r *http.Request, l models.Location) error {
	company, err := a.Store.CompanyByID(r.Context(), models.Everything, l.CompanyID)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, locationOf(l, company.PublicID))
}

// CreateLocation adds a location to a company.
func (a API) CreateLocation(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	l := models.Location{CompanyID: company.ID, Active: true}
	if err := readLocation(f, &l); err != nil {
		return err
	}
	if err := a.Store.CreateLocation(r.Context(), web.Access(r), &l); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/locations/"+l.PublicID)
	return api.Write(w, http.StatusCreated, locationOf(l, company.PublicID))
}

// UpdateLocation changes what is given.
func (a API) UpdateLocation(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var l models.Location
	err = Change(r, f, func() (int64, error) {
		l, err = a.Store.Location(r.Context(), web.Scope(r), r.PathValue("location"))
		return l.Version, err
	}, func() error {
		if err := readLocation(f, &l); err != nil {
			return err
		}
		return a.Store.UpdateLocation(r.Context(), web.Access(r), &l)
	})
	if err != nil {
		return err
	}
	return a.answerLocation(w, r, l)
}

func readLocation(f api.Fields, l *models.Location) error {
	f.Text("name", &l.Name)
	f.Text("code", &l.Code)
	f.Text("time_zone", &l.TimeZone)
	Flag(&f, "active", &l.Active)
	return f.Problems.Err()
}
