package console

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"callboard/models"
	"callboard/views"
)

// A form that changes nothing about retries must change nothing about them,
// whoever set the plan.
func TestPlanRoundTrip(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		kind     models.Kind
		settings models.Settings
	}{
		{"company callback, nothing chosen", models.KindEvent, models.Settings{Attempts: 6, Interval: 300}},
		{"company callback, set by the API", models.KindEvent, models.Settings{Delays: []int{0, 5, 600}}},
		{"company callback, doubling", models.KindEvent, models.Settings{Delays: []int{0, 60, 120, 240}}},
		{"database callback, set by the API", models.KindDatabase, models.Settings{Delays: []int{30, 60}}},
		{"postback, set by the API", models.KindPostback, models.Settings{Delays: []int{0, 300, 900}}},
		{"batch, nothing chosen", models.KindBatch, models.Settings{}},
		{"batch, equal steps", models.KindBatch, models.Settings{Attempts: 3, Interval: 60}},
		{"batch, set by the API", models.KindBatch, models.Settings{Delays: []int{0, 10, 600}}},
		{"signed, set by the API", models.KindWebhook, models.Settings{Delays: []int{0, 5, 600}}},
		{"a timeout", models.KindEvent, models.Settings{Attempts: 6, Interval: 300, Timeout: 40}},
		{"the usual timeout, chosen", models.KindEvent, models.Settings{Attempts: 6, Interval: 300, Timeout: 15}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := models.Callback{ID: 9, Version: 2, Kind: test.kind, URL: "https://shop.example/in", Settings: test.settings}
			got := c
			fillCallbackForm(&got, views.FormOf(c), time.Now())
			was, is := test.settings, got.Settings
			if was.Attempts != is.Attempts || was.Interval != is.Interval || !slices.Equal(was.Delays, is.Delays) || was.Timeout != is.Timeout {
				t.Errorf("%+v became %+v", was, is)
			}
		})
	}
}

func TestPlanTyped(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, typed string
		kind        models.Kind
		want        []int // seconds before each attempt
		refused     string
	}{
		{"longer each time", "plan=double&attempts=4&interval=1&unit=minutes", models.KindEvent, []int{0, 60, 120, 240}, ""},
		{"longer, up to a day", "plan=double&attempts=4&interval=10&unit=hours", models.KindEvent, []int{0, 36000, 72000, 86400}, ""},
		{"longer, one attempt", "plan=double&attempts=1&interval=10&unit=hours", models.KindEvent, []int{0}, ""},
		{"longer, too short", "plan=double&attempts=4&interval=1&unit=seconds", models.KindEvent, nil, "Time between attempts must be between 5 seconds and 24 hours"},
		{"longer, too many", "plan=double&attempts=21&interval=1&unit=minutes", models.KindEvent, nil, "Attempts must be between 1 and 20"},
		{"no attempts at all", "attempts=0&interval=5&unit=minutes", models.KindEvent, nil, "Attempts must be between 1 and 20"},
		{"no time between them", "attempts=3&interval=0&unit=minutes", models.KindEvent, nil, "Time between attempts must be between 5 seconds and 24 hours"},
		{"a batch with a plan", "batch_plan=same&batch_attempts=2&batch_interval=5&batch_unit=minutes", models.KindBatch, []int{0, 300}, ""},
		{"a batch as usual", "batch_plan=usual&batch_attempts=2", models.KindBatch, []int{0, 30, 120}, ""},
		{"no time to answer", "timeout=0", models.KindEvent, nil, "Timeout must be between 1 and 60 seconds"},
		{"too much time to answer", "timeout=61", models.KindEvent, nil, "Timeout must be between 1 and 60 seconds"},
		{"time in words", "timeout=long", models.KindEvent, nil, "Timeout must be a whole number of seconds, like 15"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			typed, err := url.ParseQuery(test.typed)
			if err != nil {
				t.Fatal(err)
			}
			c := models.Callback{Kind: test.kind}
			found := fillCallbackForm(&c, readCallbackForm(typed), time.Now())
			if test.refused != "" {
				if !slices.ContainsFunc(found, func(p models.Problem) bool { return p.Text == test.refused }) {
					t.Errorf("not refused with %q: %v", test.refused, found)
				}
				return
			}
			var got []int
			for _, delay := range c.Plan() {
				got = append(got, int(delay/time.Second))
			}
			if !slices.Equal(got, test.want) || found.On("attempts")+found.On("interval") != "" {
				t.Errorf("plan %v, problems %v", got, found)
			}
		})
	}
}
