package subscription_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/subscription"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	good := subscription.Subscription{Name: "Bounces", Types: []string{"EMAIL_BOUNCED"}}
	tests := map[string]struct {
		change func(*subscription.Subscription)
		field  string // "": accepted
		code   models.Flaw
	}{
		"as it is":        {func(*subscription.Subscription) {}, "", ""},
		"no name":         {func(s *subscription.Subscription) { s.Name = " " }, "name", models.Blank},
		"a long name":     {func(s *subscription.Subscription) { s.Name = strings.Repeat("x", 81) }, "name", models.TooLong},
		"two lines":       {func(s *subscription.Subscription) { s.Name = "a\nb" }, "name", models.Malformed},
		"no text":         {func(s *subscription.Subscription) { s.Name = "\xff" }, "name", models.Malformed},
		"a step":          {func(s *subscription.Subscription) { s.Name = " .." }, "name", models.Malformed},
		"three dots":      {func(s *subscription.Subscription) { s.Name = "..." }, "", ""},
		"no type":         {func(s *subscription.Subscription) { s.Types = []string{""} }, "types", models.Blank},
		"an unknown type": {func(s *subscription.Subscription) { s.Types = []string{"EMAIL_LOST"} }, "types", models.NotListed},
		"paused":          {func(s *subscription.Subscription) { s.Status = "paused" }, "", ""},
		"another status":  {func(s *subscription.Subscription) { s.Status = "SLEEPING" }, "status", models.NotListed},
		"an empty filter": {func(s *subscription.Subscription) { s.Filters = []subscription.Filter{{}} }, "", ""},
		"half a filter":   {func(s *subscription.Subscription) { s.Filters = []subscription.Filter{{Campaigns: []string{"a"}}} }, "filters", models.Blank},
		"a foreign filter": {func(s *subscription.Subscription) {
			s.Filters = []subscription.Filter{{Types: []string{"SMS_FAILED"}, Campaigns: []string{"a"}}}
		}, "filters", models.NotListed},
		"a campaign that is no text": {func(s *subscription.Subscription) {
			s.Filters = []subscription.Filter{{Types: []string{"EMAIL_BOUNCED"}, Campaigns: []string{"\xff"}}}
		}, "filters", models.Malformed},
		"a long campaign": {func(s *subscription.Subscription) {
			s.Filters = []subscription.Filter{{Types: []string{"EMAIL_BOUNCED"}, Campaigns: []string{strings.Repeat("x", 151)}}}
		}, "filters", models.TooLong},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := good
			tt.change(&s)
			s.Clean()
			found := s.Check()
			if tt.field == "" {
				if found != nil {
					t.Errorf("refused: %v", found)
				}
				return
			}
			if len(found) == 0 || found[0].Field != tt.field || found[0].Code != tt.code {
				t.Errorf("got %v", found)
			}
		})
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	narrowed := []subscription.Filter{{Types: []string{"EMAIL_FAILED"}, Campaigns: []string{"Spring", "Summer", "Spring"}}}
	all := []subscription.Subscription{
		{Types: []string{"EMAIL_BOUNCED", "EMAIL_FAILED"}, Filters: narrowed},
		{Types: []string{"EMAIL_BOUNCED"}},
		{Types: []string{"SMS_RECEIPT"}, Status: subscription.Paused},
	}
	want := []models.CallbackType{
		{Type: "EMAIL_BOUNCED"}, {Type: "EMAIL_FAILED", FilterValue: "Spring"}, {Type: "EMAIL_FAILED", FilterValue: "Summer"},
	}
	if diff := cmp.Diff(want, subscription.Together(all)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
