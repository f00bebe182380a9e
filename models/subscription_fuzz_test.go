package models_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// FuzzCheck checks any subscription. What passes can be stored, is read back
// the same, and asks for no more than it may.
func FuzzCheck(f *testing.F) {
	f.Add("S", "EMAIL_BOUNCED,SMS_FAILED", "EMAIL_BOUNCED", "Spring\nSummer", "ACTIVE")
	f.Add(" S ", "EMAIL_BOUNCED,,EMAIL_BOUNCED", "", "", "paused")
	f.Add("\xff", "EMAIL_BOUNCED", "EMAIL_BOUNCED,SMS_FAILED", "\x00\n\xfe\n", "")
	f.Add("\xff", "EMAIL_BOUNCED", "EMAIL_BOUNCED", "Spring\r\n\xfe", "")
	f.Add(strings.Repeat("é", 81), "", "x", strings.Repeat("s", 151), "GONE")
	f.Fuzz(func(t *testing.T, name, types, filtered, campaigns, status string) {
		s := models.Subscription{CompanyID: 1, CallbackID: 2, Name: name, Status: status, Types: strings.Split(types, ",")}
		if filtered != "" || campaigns != "" {
			s.Filters = []models.SubscriptionFilter{{Types: strings.Split(filtered, ","), Campaigns: strings.Split(campaigns, "\n")}}
		}
		s.Clean()
		if len(s.Check()) > 0 {
			return
		}
		clean := s
		clean.Clean()
		if diff := cmp.Diff(s, clean); diff != "" {
			t.Errorf("cleaned twice: %s", diff)
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var read models.Subscription
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, read); diff != "" {
			t.Errorf("read back: %s", diff)
		}
		wanted := s.Wanted()
		if len(wanted) > 2000 || s.Status == models.SubscriptionActive && len(wanted) == 0 {
			t.Errorf("asks for %d", len(wanted))
		}
		texts := []string{s.Name}
		for _, callbackType := range wanted {
			texts = append(texts, callbackType.Type, callbackType.FilterValue)
		}
		for _, one := range texts {
			if !utf8.ValidString(one) || strings.Contains(one, "\x00") {
				t.Errorf("holds %q", one)
			}
		}
	})
}
