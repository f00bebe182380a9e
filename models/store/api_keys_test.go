package store_test

import (
	"errors"
	"slices"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// keyNames lists the keys that somebody sees.
func keyNames(t *testing.T, s *store.Store, in models.Scope, f store.APIKeyFilter) (names []string) {
	t.Helper()
	rows, err := s.APIKeys(t.Context(), in, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		names = append(names, row.Name)
	}
	return names
}

// addKey makes a key of this name.
func addKey(t *testing.T, s *store.Store, name string, o models.Owner) models.APIKey {
	t.Helper()
	k := models.APIKey{Name: name, Role: models.Viewer, CompanyID: o.CompanyID, LocationID: o.LocationID}
	if _, err := s.CreateAPIKey(t.Context(), storetest.Access(), &k); err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here, there := storetest.Company(t, s), storetest.Company(t, s)
		desk := storetest.Location(t, s, here)
		addKey(t, s, "system", models.Owner{})
		revoked := addKey(t, s, "here, revoked", here.Owner())
		second := addKey(t, s, "desk", desk.Owner())
		addKey(t, s, "here", here.Owner())
		addKey(t, s, "there", there.Owner())
		if err := s.RevokeAPIKey(t.Context(), storetest.Access(), revoked.ID); err != nil {
			t.Fatal(err)
		}
		inHere := models.Scope{Companies: []models.ID{here.ID}}
		tests := map[string]struct {
			in   models.Scope
			f    store.APIKeyFilter
			want []string
		}{
			"everything, newest first":  {models.Everything, store.APIKeyFilter{}, []string{"there", "here", "desk", "here, revoked", "system"}},
			"of a company":              {models.Everything, store.APIKeyFilter{Company: here.ID}, []string{"here", "desk", "here, revoked"}},
			"seen from a company":       {inHere, store.APIKeyFilter{}, []string{"here", "desk", "here, revoked"}},
			"seen from the other":       {inHere, store.APIKeyFilter{Company: there.ID}, nil},
			"seen from a location":      {models.Scope{Locations: []models.ID{desk.ID}}, store.APIKeyFilter{}, []string{"desk"}},
			"seen from nowhere":         {models.Scope{}, store.APIKeyFilter{}, nil},
			"living":                    {inHere, store.APIKeyFilter{Living: true}, []string{"here", "desk"}},
			"revoked":                   {inHere, store.APIKeyFilter{Revoked: true}, []string{"here, revoked"}},
			"the first of a page":       {inHere, store.APIKeyFilter{Limit: 1}, []string{"here"}},
			"the page after the second": {inHere, store.APIKeyFilter{Before: second.ID}, []string{"here, revoked"}},
		}
		for name, test := range tests {
			if got := keyNames(t, s, test.in, test.f); !slices.Equal(got, test.want) {
				t.Errorf("%s: %q, want %q", name, got, test.want)
			}
		}
		row, err := s.APIKey(t.Context(), models.Scope{Locations: []models.ID{desk.ID}}, second.ID)
		if err != nil || row.CompanyName != here.Name || row.LocationPublicID != desk.PublicID || row.Role != models.Viewer || row.CreatedAt == 0 {
			t.Errorf("reads %+v, %v", row, err)
		}
		if _, err := s.APIKey(t.Context(), models.Scope{Companies: []models.ID{there.ID}}, second.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a stranger reads the key: %v", err)
		}
	})
}

// TestAKeyIsMadeOnce sends the form of a key twice.
func TestAKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company, id := storetest.Company(t, s), s.NewID()
		first := models.APIKey{ID: id, Name: "Shop", Role: models.Manager, CompanyID: company.ID}
		clear, err := s.CreateAPIKey(t.Context(), storetest.Access(), &first)
		if err != nil || clear == "" {
			t.Fatal(clear, err)
		}
		second := models.APIKey{ID: id, Name: "Shop, again", Role: models.Admin, CompanyID: company.ID}
		again, err := s.CreateAPIKey(t.Context(), storetest.Access(), &second)
		if err != nil || again != "" || second.Name != "Shop" || second.Role != models.Manager {
			t.Errorf("the second time: %q, %+v, %v", again, second, err)
		}
		if got, err := s.APIKeyByToken(t.Context(), clear, "192.0.2.7"); err != nil || got.ID != id {
			t.Errorf("the key is %v, %v", got.ID, err)
		}
		if n := len(keyNames(t, s, models.Everything, store.APIKeyFilter{})); n != 1 {
			t.Errorf("there are %d keys", n)
		}
	})
}

func TestKeyHistory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company, other := storetest.Company(t, s), storetest.Company(t, s)
		k := addKey(t, s, "Shop", company.Owner())
		addKey(t, s, "another", company.Owner())
		if err := s.RevokeAPIKey(t.Context(), storetest.Access(), k.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.RevokeAPIKey(t.Context(), storetest.Access(), k.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("revoked twice: %v", err)
		}
		entries, err := s.APIKeyHistory(t.Context(), models.Scope{Companies: []models.ID{company.ID}}, k.ID)
		if err != nil || len(entries) != 2 || entries[0].Action != "key.create" || entries[1].Action != "key.revoke" || entries[1].ActorName != storetest.Access().Actor.Name {
			t.Errorf("%+v, %v", entries, err)
		}
		if _, err := s.APIKeyHistory(t.Context(), models.Scope{Companies: []models.ID{other.ID}}, k.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a stranger reads the history: %v", err)
		}
	})
}

// Nobody revokes a key that may do more than they may.
func TestRevokeAKeyThatHoldsMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		for role, want := range map[models.Role]error{models.Admin: models.ErrHoldsMore, models.Manager: nil, models.Viewer: nil} {
			k := models.APIKey{Name: string(role), Role: role, CompanyID: company.ID}
			if _, err := s.CreateAPIKey(t.Context(), storetest.Access(), &k); err != nil {
				t.Fatal(err)
			}
			if err := s.RevokeAPIKey(t.Context(), manager(company.Owner()), k.ID); !errors.Is(err, want) {
				t.Errorf("a manager revokes the key of a %s: %v", role, err)
			}
		}
		if left := keyNames(t, s, models.Everything, store.APIKeyFilter{Living: true}); !slices.Equal(left, []string{"admin"}) {
			t.Errorf("left are %q", left)
		}
	})
}
