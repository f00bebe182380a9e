package console

import (
	"errors"
	"net/http"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
)

// logNames looks up what the ids of a filter are called. What lies outside the
// asker's scope has no name.
func (d Base) logNames(r *http.Request, f deliverylog.Filter) (names views.LogNames, err error) {
	in := readScope(r)
	lookUp := func(publicID string, find func() (string, error)) string {
		if publicID == "" || err != nil {
			return ""
		}
		name, failed := find()
		if failed != nil && !errors.Is(failed, models.ErrNotFound) {
			err = failed
		}
		return name
	}
	names.Company = lookUp(f.Company, func() (string, error) {
		company, err := d.Store.Company(r.Context(), in, f.Company)
		return company.Name, err
	})
	names.Location = lookUp(f.Location, func() (string, error) {
		location, err := d.Store.Location(r.Context(), in, f.Location)
		return location.Name, err
	})
	names.Callback = lookUp(f.Callback, func() (string, error) {
		callback, err := d.Store.Callback(r.Context(), in, f.Callback)
		return callback.Title(), err
	})
	return names, err
}
