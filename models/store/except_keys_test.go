package store_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestKeysThatACallbackLeavesOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, other := newFixture(t, s), newFixture(t, s)
		add := func(name string, owner models.Owner) models.APIKey {
			k := models.APIKey{Name: name, Role: models.Manager, CompanyID: owner.CompanyID, LocationID: owner.LocationID}
			if _, err := s.CreateAPIKey(t.Context(), storetest.Access(), &k); err != nil {
				t.Fatal(err)
			}
			return k
		}
		shop := add("Shop", a.company.Owner())
		add("Till", a.location.Owner())
		add("Theirs", other.company.Owner())
		c := a.eventCallback()
		c.Settings.ExceptKeys = []string{" Shop ", "", "Till", "Shop"}
		if err := s.CreateCallback(t.Context(), a.by(), &c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"Shop", "Till"}, c.Settings.ExceptKeys); diff != "" {
			t.Error(diff)
		}
		if err := s.RevokeAPIKey(t.Context(), storetest.Access(), shop.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.UpdateCallback(t.Context(), a.by(), &c); err != nil {
			t.Errorf("the key was revoked, and the callback cannot be saved: %v", err)
		}
		for name, want := range map[string]string{
			"Theirs": "There is no key called ‘Theirs’", "shop": "There is no key called ‘shop’",
			strings.Repeat("x", 70): "There is no key called ‘" + strings.Repeat("x", 60) + "…’",
		} {
			c.Settings.ExceptKeys = []string{"Till", name}
			if err := s.UpdateCallback(t.Context(), a.by(), &c); !problem("except_keys", want)(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		c.Settings.ExceptKeys = strings.Split("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21", " ")
		if err := s.UpdateCallback(t.Context(), a.by(), &c); !problem("except_keys", "Keys must be 20 or fewer")(err) {
			t.Errorf("21 keys: %v", err)
		}
	})
}
