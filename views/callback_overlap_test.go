package views

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

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
