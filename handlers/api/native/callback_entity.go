package native

import (
	"net/http"
	"slices"
	"time"

	"callboard/handlers/api"
	"callboard/models"
)

// callbackEntities writes callbacks as the API does.
func (a Callbacks) callbackEntities(r *http.Request, found []models.Callback) ([]api.Ordered, error) {
	var locations, replaced, sources []models.ID
	for _, c := range found {
		locations = append(append(locations, c.LocationID), c.Settings.Coverage.Locations...)
		replaced, sources = append(replaced, c.Settings.Replaces), append(sources, c.SourceID)
	}
	var n callbackNames
	var err error
	if n.locations, err = a.Store.LocationPublicIDs(r.Context(), models.Everything, locations); err != nil {
		return nil, err
	}
	if n.callbacks, err = a.Store.CallbackPublicIDs(r.Context(), models.Everything, replaced); err != nil {
		return nil, err
	}
	if n.sources, err = a.Store.DatabaseRefs(r.Context(), models.Everything, sources); err != nil {
		return nil, err
	}
	n.companies, n.now = map[models.ID]string{}, models.At(a.Store.Now())
	entities := make([]api.Ordered, len(found))
	for i, c := range found {
		if _, known := n.companies[c.CompanyID]; !known {
			company, err := a.Store.CompanyByID(r.Context(), models.Everything, c.CompanyID)
			if err != nil {
				return nil, err
			}
			n.companies[c.CompanyID] = company.PublicID
		}
		entities[i] = n.callback(c)
	}
	return entities, nil
}

// callbackNames are the public ids of what callbacks refer to.
type callbackNames struct {
	companies, locations, callbacks map[models.ID]string
	sources                         map[models.ID]models.DatabaseRef
	now                             models.Millis
}

func (n callbackNames) callback(c models.Callback) api.Ordered {
	entity := api.Ordered{
		{Name: "id", Value: c.PublicID},
		{Name: "kind", Value: c.Kind},
		{Name: "name", Value: c.Name},
		{Name: "version", Value: c.Version},
		{Name: "owner", Value: api.Ordered{
			{Name: "company", Value: n.companies[c.CompanyID]},
			{Name: "location", Value: OrNull(n.locations[c.LocationID])},
			{Name: "source", Value: n.sourceOf(c)},
		}},
		{Name: "types", Value: typesOf(c)},
		{Name: "actions", Value: listed(c.Settings.Actions)},
		{Name: "filter", Value: callbackFilterOf(c)},
		{Name: "destination", Value: api.Ordered{
			{Name: "url", Value: c.URL},
			{Name: "backup_url", Value: OrNull(c.Settings.BackupURL)},
			{Name: "method", Value: c.Method()},
			{Name: "format", Value: c.ContentType()},
		}},
		{Name: "headers", Value: headersOf(c)},
		{Name: "sign_in", Value: signInOf(c)},
		{Name: "signing", Value: signingOf(c)},
		{Name: "retry", Value: api.Ordered{{Name: "delays_s", Value: delaysOf(c)}}},
		{Name: "timeout_s", Value: int(c.Timeout() / time.Second)},
		{Name: "dates", Value: datesOf(c)},
		{Name: "condition", Value: OrNull(c.Settings.Condition)},
		{Name: "coverage", Value: n.coverage(c)},
		{Name: "replaces", Value: OrNull(n.callbacks[c.Settings.Replaces])},
	}
	entity = append(entity, ofKind(c)...)
	return append(entity,
		api.Member{Name: "state", Value: n.state(c)},
		api.Member{Name: "pause_reason", Value: OrNull(c.PauseReason)},
		api.Member{Name: "created_at", Value: Date(c.CreatedAt)},
		api.Member{Name: "updated_at", Value: Date(c.UpdatedAt)})
}

// ofKind are the members that callbacks of some kinds have besides.
func ofKind(c models.Callback) api.Ordered {
	switch {
	case c.Kind.Traits().Batched:
		return api.Ordered{{Name: "batch", Value: api.Ordered{
			{Name: "size", Value: c.Settings.BatchSize}, {Name: "wait_s", Value: int(c.BatchWait() / time.Second)},
		}}, {Name: "verified_at", Value: Date(c.VerifiedAt)}}
	case c.Kind.Traits().Switched:
		return api.Ordered{
			{Name: "expands", Value: c.Settings.Expands},
			{Name: "product_transaction_id", Value: OrNull(c.Settings.ProductID)},
			{Name: "active", Value: c.IsActive},
		}
	}
	return nil
}

// state says in one word where a callback stands.
func (n callbackNames) state(c models.Callback) string {
	switch {
	case c.Ended(n.now):
		return "ended"
	case c.Paused():
		return "paused"
	case c.Unverified():
		return "unverified"
	case !c.IsActive:
		return "inactive"
	case c.StartAt > n.now:
		return "scheduled"
	}
	return "active"
}

func (n callbackNames) coverage(c models.Callback) any {
	if !c.Kind.Traits().Wide || c.LocationID != 0 {
		return nil
	}
	mode := "all"
	if c.Settings.Coverage.Mode != models.CoverAll {
		mode = string(c.Settings.Coverage.Mode)
	}
	ids := []string{}
	for _, id := range c.Settings.Coverage.Locations {
		if name := n.locations[id]; name != "" {
			ids = append(ids, name)
		}
	}
	return api.Ordered{{Name: "mode", Value: mode}, {Name: "locations", Value: ids}}
}

func typesOf(c models.Callback) []string {
	list := []string{}
	for _, t := range c.Types {
		if !slices.Contains(list, t.Type) {
			list = append(list, t.Type)
		}
	}
	return list
}

func listed(actions []models.Action) []models.Action {
	return append([]models.Action{}, actions...)
}

// callbackFilterOf writes the list or campaign that a company callback is narrowed
// down to.
func callbackFilterOf(c models.Callback) any {
	known, _ := models.EventTypeNamed(c.Trigger().Type)
	if !c.Kind.Traits().Exclusive || known.Filter.Name == "" {
		return nil
	}
	return api.Ordered{{Name: known.Filter.Name, Value: c.Trigger().FilterValue}}
}

func headersOf(c models.Callback) []api.Ordered {
	list := make([]api.Ordered, len(c.Settings.Headers))
	for i, h := range c.Settings.Headers {
		value := any(h.Value)
		if h.Hidden {
			value = nil
		}
		list[i] = api.Ordered{{Name: "name", Value: h.Name}, {Name: "value", Value: value}, {Name: "secret", Value: h.Hidden}}
	}
	return list
}

func signInOf(c models.Callback) any {
	if c.Settings.User == "" {
		return nil
	}
	return api.Ordered{{Name: "user", Value: c.Settings.User}}
}

// signingOf writes since when requests are signed, and the secret when it was
// just made.
func signingOf(c models.Callback) any {
	if c.SignedAt == 0 {
		return nil
	}
	entity := api.Ordered{{Name: "since", Value: Date(c.SignedAt)}, {Name: "former_until", Value: Date(c.FormerUntil)}}
	if c.Keys.Current != "" {
		entity = append(entity, api.Member{Name: "secret", Value: c.Keys.Current})
	}
	return entity
}

// delaysOf writes the plan as it was chosen, without what a backup URL adds.
func delaysOf(c models.Callback) []int {
	c.Settings.BackupURL = ""
	plan := c.Plan()
	seconds := make([]int, len(plan))
	for i, d := range plan {
		seconds[i] = int(d / time.Second)
	}
	return seconds
}

func datesOf(c models.Callback) api.Ordered {
	return api.Ordered{{Name: "start", Value: Date(c.StartAt)}, {Name: "end", Value: Date(c.EndAt)}}
}
