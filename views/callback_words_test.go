package views

import (
	"testing"
	"time"

	"callboard/models"

	"github.com/google/go-cmp/cmp"
)

func at(text string) models.Millis {
	if text == "" {
		return 0
	}
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		panic(err)
	}
	return models.At(t)
}

func dated(name, start, end string) models.Callback {
	return models.Callback{Kind: models.KindEvent, Name: name, StartAt: at(start), EndAt: at(end), IsActive: true}
}

func TestOverlapFixes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		this, other models.Callback
		want        []string
	}{
		{
			"the other one runs without end", dated("", "2027-01-01", ""), dated("CRM feed", "2026-01-01", ""),
			[]string{"End ‘CRM feed’ on 1 Jan 2027"},
		},
		{
			"the other one ends later", dated("", "2027-01-01", ""), dated("CRM feed", "2026-01-01", "2027-02-01"),
			[]string{"End ‘CRM feed’ on 1 Jan 2027", "Start this one on 1 Feb 2027"},
		},
		{
			"the other one lies ahead", dated("", "2027-01-01", ""), dated("CRM feed", "2027-02-01", ""),
			[]string{"End this one on 1 Feb 2027"},
		},
		{"the other one began between", dated("", "2026-01-01", ""), dated("CRM feed", "2026-03-01", ""), nil},
		{"the same dates", dated("", "2027-01-01", ""), dated("CRM feed", "2027-01-01", ""), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, way := range (Overlap{This: test.this, Other: test.other, Now: at("2026-07-01").Time()}).fixes() {
				got = append(got, way.Label)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOverlapLanes(t *testing.T) {
	t.Parallel()
	clash := Overlap{
		This: dated("", "2027-01-01", ""), Other: dated("CRM feed", "2026-01-01", "2027-07-01"),
		Now: at("2026-07-01").Time(),
	}
	got := clash.lanes()
	for _, bar := range got {
		if bar.X < 0 || bar.X+bar.Width > laneWidth {
			t.Errorf("%s leaves the drawing: %d + %d", bar.Name, bar.X, bar.Width)
		}
	}
	if want := "1 Jan 2027 – 1 Jul 2027"; got[2].Dates != want {
		t.Errorf("overlap is %q, want %q", got[2].Dates, want)
	}
	if got[2].X != got[0].X {
		t.Errorf("overlap begins at %d, this one at %d", got[2].X, got[0].X)
	}
}

func TestStateOf(t *testing.T) {
	t.Parallel()
	now := at("2026-11-22").Time()
	paused := dated("", "2026-01-01", "")
	paused.PausedAt = at("2026-11-21")
	off := dated("", "2026-01-01", "")
	off.IsActive = false
	tests := []struct {
		name string
		c    models.Callback
		held int
		want string
	}{
		{"runs", dated("", "2026-01-01", ""), 0, "Active"},
		{"will end", dated("", "2026-01-01", "2027-01-31"), 0, "Active, ends 31 Jan 2027"},
		{"lies ahead", dated("", "2027-01-01", ""), 0, "Starts 1 Jan 2027"},
		{"over", dated("", "2026-01-01", "2026-11-01"), 0, "Ended 1 Nov 2026"},
		{"paused", paused, 0, "Paused"},
		{"paused with deliveries held", paused, 1118, "Paused, 1,118 held"},
		{"switched off", off, 0, "Not active"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := StateOf(test.c, test.held, now); got.Text != test.want {
				t.Errorf("got %q, want %q", got.Text, test.want)
			}
		})
	}
}

func TestRangeWords(t *testing.T) {
	t.Parallel()
	ended := models.Callback{Kind: models.KindPostback, EndAt: at("2026-11-22")}
	tests := []struct {
		name string
		c    models.Callback
		want string
	}{
		{"open", dated("", "2026-01-01", ""), "1 Jan 2026 – no end"},
		{"closed", dated("", "2026-01-01", "2026-02-01"), "1 Jan 2026 – 1 Feb 2026"},
		{"postback", models.Callback{Kind: models.KindPostback}, "no dates"},
		{"ended postback", ended, "until 22 Nov 2026"},
	}
	for _, test := range tests {
		if got := RangeWords(test.c); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// The plan that is in force is told, also one that no form can make.
func TestRetryWords(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]models.Callback{
		"10 attempts, longer each time": {Kind: models.KindWebhook},
		"2 attempts, every 5 seconds":   {Kind: models.KindWebhook, Settings: models.Settings{Delays: []int{0, 5}}},
		"1 attempt, no retry":           {Kind: models.KindEvent, Settings: models.Settings{Delays: []int{0}}},
		"6 attempts, every 5 minutes":   {Kind: models.KindEvent},
		"4 attempts: at once, after 5 seconds, after 1 minute, after 2 hours": {Kind: models.KindEvent, Settings: models.Settings{Delays: []int{0, 5, 60, 7200}}},
		"4 attempts, after 1 minute, then each time twice as long":            {Kind: models.KindBatch, Settings: models.Settings{Delays: []int{0, 60, 120, 240}}},
	} {
		if got := FormOf(c).retryWords(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
