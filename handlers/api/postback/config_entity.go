package postback

import (
	"net/http"
	"strings"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// format is the only body format there is.
const format = "api-default"

// configEntity is a postback as the published document shows it. The
// credentials are left out: they can be written, never read.
type configEntity struct {
	ID                   string      `json:"id"`
	LocationID           string      `json:"location_id"`
	Resource             string      `json:"resource"`
	OnCreate             flag        `json:"on_create"`
	OnUpdate             flag        `json:"on_update"`
	OnDelete             flag        `json:"on_delete"`
	URL                  string      `json:"url"`
	IsActive             flag        `json:"is_active"`
	Format               string      `json:"format"`
	NumberOfAttempts     int         `json:"number_of_attempts"`
	AttemptInterval      int         `json:"attempt_interval"` // seconds
	Expands              string      `json:"expands"`
	ProductTransactionID string      `json:"product_transaction_id,omitzero"`
	CreatedTS            int         `json:"created_ts"` // Unix seconds
	ModifiedTS           int         `json:"modified_ts"`
	Links                configLinks `json:"_links"`
}

// configAnswer is one postback, wrapped in its name.
type configAnswer struct {
	Postbackconfig configEntity `json:"postbackconfig"`
}

type configLinks struct {
	Self link `json:"self"`
}

type link struct {
	Href string `json:"href"`
}

// flag is "1" or "0".
type flag string

func flagOf(on bool) flag {
	if on {
		return "1"
	}
	return "0"
}

// entity writes a postback of a location.
func (a API) entity(r *http.Request, c models.Callback, locationID string) configEntity {
	c = c.ShownTo(web.Access(r).Actor)
	plan := planOf(c)
	return configEntity{
		ID:                   c.PublicID,
		LocationID:           locationID,
		Resource:             resource(c),
		OnCreate:             flagOf(c.Sends(models.Create)),
		OnUpdate:             flagOf(c.Sends(models.Update)),
		OnDelete:             flagOf(c.Sends(models.Delete)),
		URL:                  c.URL,
		IsActive:             flagOf(c.IsActive),
		Format:               format,
		NumberOfAttempts:     plan.attempts,
		AttemptInterval:      plan.interval,
		Expands:              c.Settings.Expands,
		ProductTransactionID: c.Settings.ProductID,
		CreatedTS:            seconds(c.CreatedAt),
		ModifiedTS:           seconds(c.UpdatedAt),
		Links:                configLinks{Self: link{api.BaseURL(r, a.PublicURL) + "/v2/postbackconfigs/" + c.PublicID}},
	}
}

// resource returns the record whose changes a postback reports: "contact".
func resource(c models.Callback) string { return strings.TrimSuffix(c.Trigger().Type, ".*") }

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
