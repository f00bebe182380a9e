package batch

import (
	"net/url"

	"callboard/models"
)

// callbackEntity is a callback as the published document shows it. The
// password is never given back.
type callbackEntity struct {
	Name      string  `json:"name"`
	URL       string  `json:"url"`
	BackupURL *string `json:"backupUrl"`
	BatchSize int     `json:"batchSize"`
	Links     []link  `json:"links"`
}

// link says how to call for something else of a callback.
type link struct {
	Rel    string `json:"rel"`
	Href   string `json:"href"`
	Method string `json:"method"`
}

// entityOf writes a callback.
func entityOf(c models.Callback) callbackEntity {
	self := base + "/callbacks/" + url.PathEscape(c.Name)
	entity := callbackEntity{
		Name:      c.Name,
		URL:       c.URL,
		BatchSize: c.Settings.BatchSize,
		Links:     []link{{"self", self, "PUT"}, {"getCallBack", self, "GET"}, {"deleteCallBack", self, "DELETE"}},
	}
	if c.Settings.BackupURL != "" {
		entity.BackupURL = &c.Settings.BackupURL
	}
	return entity
}
