package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/profile"
)

// TestInterests knows what interests the profiles of a database have had.
func TestInterests(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		of := newProfileFixture(t, a.s, a.company)
		member, err := of.service.Create(t.Context(), of.database, profile.Input{Interests: []string{"football", "chess"}})
		if err != nil {
			t.Fatal(err)
		}
		if member, err = of.service.Update(t.Context(), member, profile.Input{Interests: []string{"chess", "Chess ", "Größe"}}); err != nil {
			t.Fatal(err)
		}
		names, err := a.s.Interests(t.Context(), models.Scope{Companies: []models.ID{a.company.ID}}, of.database.ID)
		if diff := cmp.Diff([]string{"Chess ", "Größe", "chess", "football"}, names); diff != "" || err != nil {
			t.Errorf("%s %v", diff, err)
		}
		if names, err = a.s.Interests(t.Context(), models.Scope{Companies: []models.ID{newFixture(t, a.s).company.ID}}, of.database.ID); err != nil || len(names) != 0 {
			t.Errorf("a stranger sees %v, %v", names, err)
		}
		got := a.changed(t, models.Change{Action: models.Update, Record: member, Before: member.Data}, models.ExpandInterests)
		if diff := cmp.Diff(`["Chess ","Größe","chess","football"]`, string(got[models.ExpandInterests])); diff != "" {
			t.Error(diff)
		}
	})
}
