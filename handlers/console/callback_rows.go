package console

import (
	"net/http"
	"slices"

	"callboard/models"
	"callboard/views"
)

// callbackRows adds to the callbacks of a company what a list says about them.
// Those that have ended come last.
func (d Base) callbackRows(r *http.Request, callbacks []models.Callback) ([]views.CallbackRow, error) {
	if len(callbacks) == 0 {
		return nil, nil
	}
	days, err := d.Store.CallbackDays(r.Context(), readScope(r), callbacks[0].CompanyID)
	if err != nil {
		return nil, err
	}
	owners, err := d.ownerNames(r, callbacks)
	if err != nil {
		return nil, err
	}
	rows := make([]views.CallbackRow, len(callbacks))
	for i, callback := range callbacks {
		rows[i] = views.CallbackRow{Callback: callback, Owner: owners[callback.ID], Day: days[callback.ID]}
		if !callback.Paused() && !callback.Unverified() {
			continue
		}
		if _, rows[i].Held, err = d.Store.Waiting(r.Context(), readScope(r), callback.ID); err != nil {
			return nil, err
		}
	}
	now := models.At(d.Store.Now())
	slices.SortStableFunc(rows, func(a, b views.CallbackRow) int { return boolOrder(a.Ended(now), b.Ended(now)) })
	return rows, nil
}

// ownerNames names, for each callback by its row id, the location, database or
// collection that it belongs to; "" for the company as a whole.
func (d Base) ownerNames(r *http.Request, callbacks []models.Callback) (map[models.ID]string, error) {
	var ids []models.ID
	for _, c := range callbacks {
		if c.DatabaseRefID != 0 {
			ids = append(ids, c.DatabaseRefID)
		}
	}
	sources, err := d.Store.DatabaseRefs(r.Context(), readScope(r), ids)
	if err != nil {
		return nil, err
	}
	names, locations := map[models.ID]string{}, map[models.ID]string{0: ""}
	for _, c := range callbacks {
		if c.DatabaseRefID != 0 {
			names[c.ID] = sources[c.DatabaseRefID].Words()
			continue
		}
		name, ok := locations[c.LocationID]
		if !ok {
			location, err := d.Store.LocationByID(r.Context(), readScope(r), c.LocationID)
			if err != nil {
				return nil, err
			}
			name = location.Name
			locations[c.LocationID] = name
		}
		names[c.ID] = name
	}
	return names, nil
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
