package database

import (
	"bytes"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
	"callboard/web"
)

// showFields answers with the fields of a profile or subprofile alone.
func (a API) showFields(resource string) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		entity, err := a.profileEntity(r, resource)
		if err != nil {
			return err
		}
		return api.Write(w, http.StatusOK, entity.Fields)
	}
}

// ShowInterests answers with the interests of a profile alone.
func (a API) ShowInterests(w http.ResponseWriter, r *http.Request) error {
	entity, err := a.profileEntity(r, models.Profile)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, entity.Interests)
}

// ReplaceInterests gives a profile the interests that are sent, and no others.
func (a API) ReplaceInterests(w http.ResponseWriter, r *http.Request) error {
	on, _, err := readInterests(w, r)
	if err != nil {
		return err
	}
	return a.change(w, r, models.Profile, func(models.Record) (profile.Input, error) {
		return profile.Input{Interests: on}, nil
	})
}

// AddInterests adds interests to those of a profile, and takes those away that
// a map says are none.
func (a API) AddInterests(w http.ResponseWriter, r *http.Request) error {
	on, off, err := readInterests(w, r)
	if err != nil {
		return err
	}
	return a.change(w, r, models.Profile, func(record models.Record) (profile.Input, error) {
		data, err := profile.Parse(record.Data)
		if err != nil {
			return profile.Input{}, err
		}
		interests := slices.DeleteFunc(slices.Clone(data.Interests), func(name string) bool { return slices.Contains(off, name) })
		for _, name := range on {
			if !slices.Contains(interests, name) {
				interests = append(interests, name)
			}
		}
		return profile.Input{Interests: append([]string{}, interests...)}, nil
	})
}

// readInterests reads a body that is a list of names, one name, or a map that
// says of each whether it is one; or that is an object in which one of these is
// called interests. off are the names that a map says are none.
func readInterests(w http.ResponseWriter, r *http.Request) (on, off []string, err error) {
	body, err := readBody(w, r)
	if err != nil {
		return nil, nil, err
	}
	body = models.OrEmptyObject(body)
	switch start := bytes.TrimLeft(body, " \t\r\n"); {
	case models.NoJSON(body) != "":
		return nil, nil, api.BodyError{Text: "The body " + models.NoJSON(body)}
	case len(start) > 0 && start[0] == '{':
		whole, err := api.ParseObject(body)
		if err != nil {
			return nil, nil, err
		}
		if inner := whole.Raw("interests"); whole.Only("interests") && bytes.IndexByte([]byte(`[{"n`), inner[0]) >= 0 {
			body = inner
		}
	}
	return profile.ReadInterests(body)
}
