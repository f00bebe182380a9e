package console

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/views"
)

func TestMoment(t *testing.T) {
	t.Parallel()
	day := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, date, clock string
		want              time.Time // zero: refused
	}{
		{"day month year", "31 1 2027", "", day},
		{"leading zeros", "31 01 2027", "00:00", day},
		{"slashes", "31/1/2027", "9:30", day.Add(9*time.Hour + 30*time.Minute)},
		{"dots", "31.1.2027", "9.30", day.Add(9*time.Hour + 30*time.Minute)},
		{"date picker", "2027-01-31", "23:59:00", day.Add(23*time.Hour + 59*time.Minute)},
		{"name of the month", "31 January 2027", "", day},
		{"short name of the month", "31 jan 2027", "", day},
		{"no such day", "31 2 2027", "", time.Time{}},
		{"month first", "1/31/2027", "", time.Time{}},
		{"empty", "", "10:00", time.Time{}},
		{"no such time", "31 1 2027", "25:00", time.Time{}},
		{"two digits of a year", "31 1 27", "", time.Time{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, ok := parseMoment(test.date, test.clock)
			if ok == test.want.IsZero() || got != models.At(test.want) {
				t.Errorf("moment(%q, %q) = %v, %t", test.date, test.clock, got.Time(), ok)
			}
		})
	}
}

func TestWholeNumber(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typed string
		want  int
		ok    bool
	}{
		{"3", 3, true},
		{"1,000", 1000, true},
		{"", 0, true},
		{"-1", -1, true},
		{"9999999999", 1_000_000, true},
		{"two", 0, false},
		{"2.5", 0, false},
	}
	for _, test := range tests {
		if got, ok := wholeNumber(test.typed); got != test.want || ok != test.ok {
			t.Errorf("wholeNumber(%q) = %d, %t", test.typed, got, ok)
		}
	}
}

// What is shown and submitted unchanged must come out unchanged.
func TestFormRoundTrip(t *testing.T) {
	t.Parallel()
	start := models.At(time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC))
	tests := []struct {
		name string
		c    models.Callback
	}{
		{"event with a list", models.Callback{
			ID: 7, Version: 2, Kind: models.KindEvent, Name: "CRM feed", URL: "https://crm.example/in", Host: "crm.example",
			StartAt: start, EndAt: start + 60_000, IsActive: true,
			Types:    []models.CallbackType{{CallbackID: 7, Type: "subscription_added", FilterValue: "l1234"}},
			Settings: models.Settings{Method: "PUT", ContentType: "text/json", User: "crm", Attempts: 4, Interval: 30, BackupURL: "https://backup.example/in"},
		}},
		{"signed, with a plan of the API", models.Callback{
			ID: 9, Version: 2, Kind: models.KindWebhook, Name: "Shop", URL: "https://shop.example/in", Host: "shop.example",
			StartAt: start, IsActive: true, Types: []models.CallbackType{{CallbackID: 9, Type: "*"}, {CallbackID: 9, Type: "contact.created"}},
			Settings: models.Settings{
				Method: "PUT", ContentType: models.CloudEvents, Delays: []int{0, 5, 600},
				Coverage: models.Coverage{Mode: models.CoverExcept, Locations: []models.ID{3 << 22, 4 << 22}},
			},
		}},
		{"signed, taking the place of another", models.Callback{
			ID: 9, Version: 2, LocationID: 3, Kind: models.KindWebhook, URL: "https://shop.example/in", Host: "shop.example",
			StartAt: start, IsActive: true, Types: []models.CallbackType{{CallbackID: 9, Type: "person_*"}},
			Settings: models.Settings{Method: "POST", ContentType: "application/json", Attempts: 3, Interval: 60, Replaces: 5 << 22},
		}},
		{"database, as XML", models.Callback{
			ID: 9, DatabaseRefID: 5, Version: 2, Kind: models.KindDatabase, Name: "Portal", URL: "https://shop.example/in", Host: "shop.example", IsActive: true,
			Types: []models.CallbackType{{CallbackID: 9, Type: "subprofile.*"}},
			Settings: models.Settings{
				Method: "POST", ContentType: "TEXT/XML", Actions: []models.Action{models.Update}, Attempts: 3, Interval: 60, Condition: "total > 1",
			},
		}},
		{"postback", models.Callback{
			ID: 8, LocationID: 3, Version: 2, Kind: models.KindPostback, URL: "https://pos.example/in", Host: "pos.example",
			Types: []models.CallbackType{{CallbackID: 8, Type: "contact.*"}},
			Settings: models.Settings{
				Actions: []models.Action{models.Create, models.Delete}, Attempts: 3, Interval: 7200, Expands: "changelogs",
				ProductID: "11e66c8ad3e4f5a6b7c8d905",
				Headers:   []models.Header{{Name: "X-Shop", Value: "7"}, {Name: "X-Token", Hidden: true}},
			},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.c.EncryptedSecrets = []byte("sealed")
			got := test.c
			if found := fillCallbackForm(&got, views.FormOf(test.c), time.Now()); found != nil {
				t.Fatalf("refused: %v", found)
			}
			if diff := cmp.Diff(test.c, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryKindIsFilled(t *testing.T) {
	t.Parallel()
	for _, kind := range models.Kinds() {
		if fills[kind] == nil {
			t.Errorf("nothing of the form gets into a callback of the kind %s", kind)
		}
	}
}
