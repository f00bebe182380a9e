package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"callboard/models"
)

// FuzzPlan gives each kind any retry plan. One that passes has attempts, and
// none of them waits longer than a day or goes back in time.
func FuzzPlan(f *testing.F) {
	f.Add(0, 0, 0, "[]", false)
	f.Add(4, 300, 15, "[]", true)
	f.Add(20, 86400, 60, "[0,5,600]", false)
	f.Add(-1, -1, -1, "[-1]", false)
	f.Add(1<<62, 1<<62, 1<<62, "[9223372036854775807,0]", true)
	f.Add(0, 7, 1, "[0,0,0]", false)
	f.Add(-1, 5, 1, "[]", true)
	f.Add(1<<62, 5, 1, "[]", true)
	f.Fuzz(func(t *testing.T, attempts, interval, timeout int, list string, backup bool) {
		var delays []int
		if json.Unmarshal([]byte(list), &delays) != nil {
			t.Skip("no list of integers")
		}
		for _, kind := range []models.Kind{models.KindEvent, models.KindBatch, models.KindPostback, models.KindWebhook, models.KindDatabase} {
			c := models.Callback{Kind: kind, URL: "https://crm.example/in"}
			c.Settings.Attempts, c.Settings.Interval, c.Settings.Timeout, c.Settings.Delays = attempts, interval, timeout, delays
			if backup {
				c.Settings.BackupURL = "https://crm.example/backup"
			}
			problems := c.Check()
			if problems.On("attempts")+problems.On("interval")+problems.On("timeout") != "" {
				continue
			}
			plan, most := c.Plan(), kind.Traits().MaxAttempts
			if len(plan) == 0 || len(plan) > most {
				t.Errorf("%s: %d attempts, at most %d", kind, len(plan), most)
			}
			for _, wait := range plan {
				if wait < 0 || wait > models.MaxInterval {
					t.Errorf("%s waits %s", kind, wait)
				}
			}
			if c.Timeout() < time.Second || c.Timeout() > time.Minute {
				t.Errorf("%s: a request may take %s", kind, c.Timeout())
			}
		}
	})
}
