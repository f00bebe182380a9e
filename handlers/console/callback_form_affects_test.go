package console

import (
	"testing"

	"callboard/models"
)

func TestAffectsRequest(t *testing.T) {
	t.Parallel()
	before := models.Callback{
		Kind: models.KindEvent, Name: "POS", URL: "https://pos.example/receiver",
		Settings: models.Settings{User: "till", Headers: []models.Header{{Name: "X-Till", Value: "7"}}},
	}
	for name, tt := range map[string]struct {
		change func(c *models.Callback)
		want   bool
	}{
		"nothing":           {func(*models.Callback) {}, false},
		"name":              {func(c *models.Callback) { c.Name = "Till" }, false},
		"condition":         {func(c *models.Callback) { c.Settings.Condition = "true" }, false},
		"plan":              {func(c *models.Callback) { c.Settings.Attempts = 9 }, false},
		"method as it was":  {func(c *models.Callback) { c.Settings.Method = c.Method() }, false},
		"spaces around URL": {func(c *models.Callback) { c.URL += " " }, false},
		"URL":               {func(c *models.Callback) { c.URL = "https://pos.example/other" }, true},
		"backup URL":        {func(c *models.Callback) { c.Settings.BackupURL = "https://pos2.example/" }, true},
		"user":              {func(c *models.Callback) { c.Settings.User = "" }, true},
		"password":          {func(c *models.Callback) { c.Secrets.Password = "new" }, true},
		"secret of a header": {func(c *models.Callback) {
			c.Secrets.Headers = map[string]string{"x-key": "new"}
		}, true},
		"header":       {func(c *models.Callback) { c.Settings.Headers = []models.Header{{Name: "X-Till", Value: "8"}} }, true},
		"method":       {func(c *models.Callback) { c.Settings.Method = "PUT" }, true},
		"format":       {func(c *models.Callback) { c.Settings.ContentType = "text/xml" }, true},
		"extra fields": {func(c *models.Callback) { c.Settings.Expands = "contact" }, true},
	} {
		after := before
		tt.change(&after)
		if got := affectsRequest(before, after); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
