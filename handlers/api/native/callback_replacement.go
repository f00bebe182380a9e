package native

import (
	"net/http"

	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// Replacement is a callback of a location that takes the place of one of the
// company there, for its types.
type Replacement struct {
	Callback string   `json:"callback"`
	Location string   `json:"location"`
	Types    []string `json:"types"`
}

// replacements returns, by the callbacks of companies, those that take their place
// at locations, as far as the caller sees them. The callbacks of each company are
// read once.
func (a API) replacements(r *http.Request, callbacks []models.Callback) (map[models.ID][]Replacement, error) {
	replaced, companies := map[models.ID][]Replacement{}, map[models.ID]bool{}
	for _, c := range callbacks {
		if companies[c.CompanyID] || c.LocationID != 0 || !c.Kind.Traits().Wide {
			continue
		}
		companies[c.CompanyID] = true
		in := web.Access(r).Actor.Scope(models.CallbacksRead)
		all, err := a.Store.Callbacks(r.Context(), in, store.CallbackFilter{Company: c.CompanyID, Live: true})
		if err != nil {
			return nil, err
		}
		var locationIDs []models.ID
		for _, other := range all {
			locationIDs = append(locationIDs, other.LocationID)
		}
		locations, err := a.Store.LocationPublicIDs(r.Context(), in, locationIDs)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if id := other.Settings.Replaces; id != 0 {
				replaced[id] = append(replaced[id], Replacement{other.PublicID, locations[other.LocationID], typesOf(other)})
			}
		}
	}
	return replaced, nil
}
