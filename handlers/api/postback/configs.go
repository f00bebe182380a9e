package postback

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// IndexConfigs lists postbacks. Which ones, in which order and how many at a
// time is said in the query; see list.
func (a API) IndexConfigs(w http.ResponseWriter, r *http.Request) error {
	query, err := readQuery(r)
	if err != nil {
		return err
	}
	var problems models.Problems
	for _, name := range []string{"basic_auth_username", "basic_auth_password"} {
		if query.Has(name) { // filters could guess them
			problems.Add(name, say(name, "cannot be filtered by"))
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	wanted, err := parseList(query, configColumns)
	if err != nil {
		return err
	}
	// Every column can be filtered and sorted by, most of them within
	// settings: the database would read every row as well, so all postbacks of
	// the scope are read and chosen from here.
	postbacks, err := a.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Kind: models.KindPostback})
	if err != nil {
		return err
	}
	entities, err := a.entities(r, postbacks)
	if err != nil {
		return err
	}
	rows, total := wanted.of(entities)
	return api.Write(w, http.StatusOK, configList{Postbackconfigs: rows, Meta: wanted.meta(api.BaseURL(r, a.PublicURL)+r.URL.Path, total)})
}

// entities writes postbacks, each with the public id of its location.
func (a API) entities(r *http.Request, postbacks []models.Callback) ([]configEntity, error) {
	var ids []models.ID
	for _, c := range postbacks {
		ids = append(ids, c.LocationID)
	}
	slices.Sort(ids)
	locations, err := a.Store.LocationPublicIDs(r.Context(), web.Scope(r), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	entities := make([]configEntity, len(postbacks))
	for i, c := range postbacks {
		entities[i] = a.entity(r, c, locations[c.LocationID])
	}
	return entities, nil
}

// ShowConfig answers with one postback.
func (a API) ShowConfig(w http.ResponseWriter, r *http.Request) error {
	c, err := a.config(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.writeConfig(w, r, http.StatusOK, c)
}

// CreateConfig registers a postback. A location that the key does not reach
// is invalid, whether it exists or not.
func (a API) CreateConfig(w http.ResponseWriter, r *http.Request) error {
	body, err := readWrapped(w, r, "postbackconfig")
	if err != nil {
		return err
	}
	c := models.Callback{Kind: models.KindPostback, IsActive: true, StartAt: models.At(a.Store.Now())}
	f := api.Fields{Object: body, Say: say}
	if err := a.readLocation(r, &f, &c); err != nil {
		return err
	}
	readNew(&f, &c)
	if err := check(f.Problems, c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return refusal(err)
	}
	return a.writeConfig(w, r, http.StatusCreated, c)
}

// readLocation finds the location that a new postback shall belong to.
func (a API) readLocation(r *http.Request, f *api.Fields, c *models.Callback) error {
	id := ""
	f.Text("location_id", &id)
	if id == "" {
		return nil // check says that it is blank
	}
	location, err := a.Store.Location(r.Context(), web.Scope(r), id)
	if errors.Is(err, models.ErrNotFound) {
		f.Refuse("location_id", "is invalid")
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the location of a new postback: %w", err)
	}
	c.CompanyID, c.LocationID = location.CompanyID, location.ID
	return nil
}

// UpdateConfig changes the fields that are sent, and leaves the others.
func (a API) UpdateConfig(w http.ResponseWriter, r *http.Request) error {
	body, err := readWrapped(w, r, "postbackconfig")
	if err != nil {
		return err
	}
	var c models.Callback
	err = api.RetryConflict(r.Context(), func() error {
		if c, err = a.config(r, web.Scope(r)); err != nil {
			return err
		}
		location, err := a.Store.LocationByID(r.Context(), web.Scope(r), c.LocationID)
		if err != nil {
			return fmt.Errorf("find the location of postback %s: %w", c.PublicID, err)
		}
		f := api.Fields{Object: body, Say: say}
		refuseChange(&f, "location_id", location.PublicID)
		refuseChange(&f, "resource", resource(c))
		readSettings(&f, &c)
		if err := check(f.Problems, c); err != nil {
			return err
		}
		return refusal(a.Store.UpdateCallback(r.Context(), web.Access(r), &c))
	})
	if err != nil {
		return err
	}
	return a.writeConfig(w, r, http.StatusOK, c)
}

// DeleteConfig takes a postback away.
func (a API) DeleteConfig(w http.ResponseWriter, r *http.Request) error {
	c, err := a.config(r, web.Scope(r))
	if err != nil {
		return err
	}
	if err := a.Store.DeleteCallback(r.Context(), web.Access(r), c.PublicID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// writeConfig writes one postback, wrapped in its name.
func (a API) writeConfig(w http.ResponseWriter, r *http.Request, status int, c models.Callback) error {
	location, err := a.Store.LocationByID(r.Context(), web.Scope(r), c.LocationID)
	if err != nil {
		return fmt.Errorf("find the location of postback %s: %w", c.PublicID, err)
	}
	return api.Write(w, status, configAnswer{a.entity(r, c, location.PublicID)})
}
