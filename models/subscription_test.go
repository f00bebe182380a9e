package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	good := models.Subscription{Name: "Bounces", Types: []string{"EMAIL_BOUNCED"}}
	tests := map[string]struct {
		change func(*models.Subscription)
		field  string // "": accepted
		code   models.ProblemCode
	}{
		"as it is":        {func(*models.Subscription) {}, "", ""},
		"no name":         {func(s *models.Subscription) { s.Name = " " }, "name", models.Blank},
		"a long name":     {func(s *models.Subscription) { s.Name = strings.Repeat("x", 81) }, "name", models.TooLong},
		"two lines":       {func(s *models.Subscription) { s.Name = "a\nb" }, "name", models.Malformed},
		"no text":         {func(s *models.Subscription) { s.Name = "\xff" }, "name", models.Malformed},
		"a step":          {func(s *models.Subscription) { s.Name = " .." }, "name", models.Malformed},
		"three dots":      {func(s *models.Subscription) { s.Name = "..." }, "", ""},
		"no type":         {func(s *models.Subscription) { s.Types = []string{""} }, "types", models.Blank},
		"an unknown type": {func(s *models.Subscription) { s.Types = []string{"EMAIL_LOST"} }, "types", models.NotListed},
		"paused":          {func(s *models.Subscription) { s.Status = "paused" }, "", ""},
		"another status":  {func(s *models.Subscription) { s.Status = "SLEEPING" }, "status", models.NotListed},
		"an empty filter": {func(s *models.Subscription) { s.Filters = []models.SubscriptionFilter{{}} }, "", ""},
		"half a filter":   {func(s *models.Subscription) { s.Filters = []models.SubscriptionFilter{{Campaigns: []string{"a"}}} }, "filters", models.Blank},
		"a foreign filter": {func(s *models.Subscription) {
			s.Filters = []models.SubscriptionFilter{{Types: []string{"SMS_FAILED"}, Campaigns: []string{"a"}}}
		}, "filters", models.NotListed},
		"a campaign that is no text": {func(s *models.Subscription) {
			s.Filters = []models.SubscriptionFilter{{Types: []string{"EMAIL_BOUNCED"}, Campaigns: []string{"\xff"}}}
		}, "filters", models.Malformed},
		"a long campaign": {func(s *models.Subscription) {
			s.Filters = []models.SubscriptionFilter{{Types: []string{"EMAIL_BOUNCED"}, Campaigns: []string{strings.Repeat("x", 151)}}}
		}, "filters", models.TooLong},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := good
			tt.change(&s)
			s.Clean()
			problems := s.Check()
			if tt.field == "" {
				if problems != nil {
					t.Errorf("refused: %v", problems)
				}
				return
			}
			if len(problems) == 0 || problems[0].Field != tt.field || problems[0].Code != tt.code {
				t.Errorf("got %v", problems)
			}
		})
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	narrowed := []models.SubscriptionFilter{{Types: []string{"EMAIL_FAILED"}, Campaigns: []string{"Spring", "Summer", "Spring"}}}
	all := []models.Subscription{
		{Types: []string{"EMAIL_BOUNCED", "EMAIL_FAILED"}, Filters: narrowed},
		{Types: []string{"EMAIL_BOUNCED"}},
		{Types: []string{"SMS_RECEIPT"}, Status: models.SubscriptionPaused},
	}
	want := []models.CallbackType{
		{Type: "EMAIL_BOUNCED"}, {Type: "EMAIL_FAILED", FilterValue: "Spring"}, {Type: "EMAIL_FAILED", FilterValue: "Summer"},
	}
	if diff := cmp.Diff(want, models.SubscriptionsTogether(all)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
