package models

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"day", "2027-01-31", "2027-01-31T00:00:00Z"},
		{"minutes", "2017-01-01T00:00Z", "2017-01-01T00:00:00Z"},
		{"seconds", "2017-01-01T10:20:30Z", "2017-01-01T10:20:30Z"},
		{"fraction", "2017-01-01T10:20:30.5Z", "2017-01-01T10:20:30.5Z"},
		{"offset", "2017-01-01T10:20+02:00", "2017-01-01T08:20:00Z"},
		{"offset without colon", "2017-01-01T10:20:30-0530", "2017-01-01T15:50:30Z"},
		{"no offset", "2017-01-01T10:20", "2017-01-01T10:20:00Z"},
		{"small letters", "2017-01-01t10:20z", "2017-01-01T10:20:00Z"},
		{"spaces around", " 2017-01-01\u200b", "2017-01-01T00:00:00Z"},
		{"before 1970", "1969-12-31T23:59Z", "1969-12-31T23:59:00Z"},
		{"nothing", "", ""},
		{"no such day", "2027-02-30", ""},
		{"hour 24", "2027-01-01T24:00Z", ""},
		{"words", "tomorrow", ""},
		{"number", "1539268970", ""},
		{"year zero", "0000-01-01", ""},
		{"offset beyond year 9999", "9999-12-31T23:59-01:00", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseDate(tt.text)
			if tt.want == "" {
				if err == nil {
					t.Fatalf("ParseDate(%q) = %v, want an error", tt.text, got.Time())
				}
				return
			}
			if err != nil || got.Time().Format(time.RFC3339Nano) != tt.want {
				t.Errorf("ParseDate(%q) = %v, %v, want %s", tt.text, got.Time().Format(time.RFC3339Nano), err, tt.want)
			}
		})
	}
}

func TestMinute(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		at   Millis
		want Millis
	}{
		{"never", 0, 0},
		{"on the minute", 120_000, 120_000},
		{"in the minute", 179_999, 120_000},
		{"before 1970", -1, -60_000},
		{"first minute of 1970", 59_999, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Minute(tt.at); got != tt.want {
				t.Errorf("Minute(%d) = %d, want %d", tt.at, got, tt.want)
			}
		})
	}
}

func TestCheckEnd(t *testing.T) {
	t.Parallel()
	const now = 100*minute + 30_000
	for _, tt := range []struct {
		name     string
		was, end Millis
		want     string
	}{
		{"no end", 0, 0, ""},
		{"an end ahead", 0, 101 * minute, ""},
		{"this minute", 0, 100 * minute, "End must be in the future"},
		{"later in this minute", 0, 100*minute + 45_000, "End must be in the future"},
		{"moved back", 200 * minute, 50 * minute, "End must be in the future"},
		{"over before", 50 * minute, 50 * minute, ""},
		{"over before, to the second", 50*minute + 1_000, 50 * minute, ""},
		{"taken away", 200 * minute, 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := (Callback{EndAt: tt.end}).CheckEnd(tt.was, now).On("end"); got != tt.want {
				t.Errorf("says %q, want %q", got, tt.want)
			}
		})
	}
}

// What an API wrote can be put back and reads the same.
func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2027-01-31", "1970-01-01", "2017-01-01T10:20:30.999+14:00", "0001-01-01", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := ParseDate(text)
		if err != nil {
			return
		}
		if at == 0 {
			t.Fatalf("ParseDate(%q) says never", text)
		}
		written := FormatMinute(Minute(at))
		again, err := ParseDate(written)
		if err != nil || again != Minute(at) {
			t.Errorf("%q was written as %q and read as %d (%v), want %d", text, written, again, err, Minute(at))
		}
	})
}
