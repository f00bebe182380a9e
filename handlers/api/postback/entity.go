package postback

import (
	"net/http"
	"strings"
	"time"

	"callboard/handlers/api"
	"callboard/models"
)

// format is the only body format there is.
const format = "api-default"

// entity writes a postback in the order of the published document. The
// credentials are left out: they can be written, never read.
func (a API) entity(r *http.Request, c models.Callback, locationID string) api.Ordered {
	plan := planOf(c)
	e := api.Ordered{
		{Name: "id", Value: c.PublicID},
		{Name: "location_id", Value: locationID},
		{Name: "resource", Value: resource(c)},
		{Name: "on_create", Value: flag(c.Sends(models.Create))},
		{Name: "on_update", Value: flag(c.Sends(models.Update))},
		{Name: "on_delete", Value: flag(c.Sends(models.Delete))},
		{Name: "url", Value: c.URL},
		{Name: "is_active", Value: flag(c.IsActive)},
		{Name: "format", Value: format},
		{Name: "number_of_attempts", Value: plan.attempts},
		{Name: "attempt_interval", Value: plan.interval},
		{Name: "expands", Value: c.Settings.Expands},
	}
	if c.Settings.ProductID != "" {
		e = append(e, api.Member{Name: "product_transaction_id", Value: c.Settings.ProductID})
	}
	self := api.Ordered{{Name: "href", Value: a.base(r) + "/v2/postbackconfigs/" + c.PublicID}}
	return append(
		e,
		api.Member{Name: "created_ts", Value: seconds(c.CreatedAt)},
		api.Member{Name: "modified_ts", Value: seconds(c.UpdatedAt)},
		api.Member{Name: "_links", Value: api.Ordered{{Name: "self", Value: self}}},
	)
}

// resource returns the record whose changes a postback reports: "contact".
func resource(c models.Callback) string { return strings.TrimSuffix(c.Trigger().Type, ".*") }

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// seconds writes a moment as Unix seconds.
func seconds(t models.Millis) int { return int(int64(t) / time.Second.Milliseconds()) }

// plan is how often a postback is attempted, and how many seconds apart.
type plan struct{ attempts, interval int }

// planOf reads the plan of a postback, be it set in seconds for each attempt.
func planOf(c models.Callback) plan {
	delays := c.Plan()
	p := plan{attempts: len(delays), interval: c.Settings.Interval}
	if len(c.Settings.Delays) > 1 {
		p.interval = c.Settings.Delays[1]
	}
	if p.interval == 0 {
		p.interval = int(models.KindPostback.Traits().MinInterval / time.Second)
	}
	return p
}
