package database

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/web"
)

// The most that is changed at once: it is one transaction.
const (
	mostUpdated      = 1000
	mostUpdatedBytes = 64 << 20
)

// updateAnswer says how many profiles are as they shall be.
type updateAnswer struct {
	Count int `json:"count"`
}

// UpdateProfiles changes the fields that are sent of every profile that fields[]
// let through, all or none. With create=true it makes one when there is none.
func (a API) UpdateProfiles(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	selection, create, err := readUpdate(r)
	if err != nil {
		return err
	}
	body, err := readProfile(w, r)
	if err != nil {
		return err
	}
	var profiles []models.Record
	err = api.RetryConflict(r.Context(), func() error {
		if profiles, err = a.profilesToUpdate(r, d, selection); err != nil {
			return err
		}
		return a.service(r).UpdateAll(r.Context(), profiles, body)
	})
	if err != nil {
		return err
	}
	switch {
	case len(profiles) == 1:
		return changed(w, r, models.Profile, profiles[0].PublicID)
	case len(profiles) == 0 && create:
		made, err := a.service(r).Create(r.Context(), d, body)
		if err != nil {
			return notFoundAs(err, noDatabase)
		}
		w.Header().Set("X-Created", made.PublicID)
		return changed(w, r, models.Profile, made.PublicID)
	}
	return api.Write(w, http.StatusOK, updateAnswer{len(profiles)})
}

// readUpdate reads the query of UpdateProfiles. Without a filter all profiles of
// the database would be changed, which nobody means.
func readUpdate(r *http.Request) (selection profile.Selection, create bool, err error) {
	query, err := readQuery(r)
	if err != nil {
		return selection, false, err
	}
	for _, name := range []string{"start", "limit", "orderby", "order"} {
		if query.Get(name) != "" {
			return selection, false, invalid(name, "All profiles that match are changed")
		}
	}
	if selection, err = readSelection(query); err != nil {
		return selection, false, err
	}
	if len(selection.Comparisons) == 0 {
		return selection, false, invalid("fields", "Say which profiles shall be changed: fields[]=name==value")
	}
	create, err = readFlag(query, "create")
	return selection, create, err
}

// readFlag reads a parameter that is true or false; it is false when it is absent.
func readFlag(query url.Values, name string) (bool, error) {
	text := strings.ToLower(query.Get(name))
	on := slices.Contains([]string{"true", "1", "yes"}, text)
	if !on && !slices.Contains([]string{"", "false", "0", "no"}, text) {
		return false, invalid(name, "It must be true or false")
	}
	return on, nil
}

// profilesToUpdate returns the profiles of a database that are selected. Problems
// when they are too many, or too large, for one transaction.
func (a API) profilesToUpdate(r *http.Request, d models.Database, selection profile.Selection) (profiles []models.Record, err error) {
	ids, err := a.matching(r, store.RecordFilter{Resource: models.Profile, DatabaseRefID: d.ID}, selection, 0)
	if err != nil {
		return nil, err
	}
	if len(ids) > mostUpdated {
		return nil, invalid("fields", fmt.Sprintf("%d profiles match, and at most %d are changed at once", len(ids), mostUpdated))
	}
	size := 0
	for part := range slices.Chunk(ids, 50) {
		rows, err := a.Store.RecordsByID(r.Context(), web.Scope(r), part)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			size += len(row.Data)
		}
		if profiles = append(profiles, rows...); size > mostUpdatedBytes {
			return nil, invalid("fields", fmt.Sprintf("%d profiles match, and at most %d MiB of them are changed at once", len(ids), mostUpdatedBytes>>20))
		}
	}
	return profiles, nil
}
