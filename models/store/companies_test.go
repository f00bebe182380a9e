package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// wrongIDs are texts that are the public id of nothing.
func wrongIDs() []string {
	return []string{"", "ffffffffffffffffffffffff", "é", "\xff", "a\x00b", strings.Repeat("a", 65), "1 OR 1=1"}
}

func TestOwnersByPublicID(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		place := storetest.Location(t, s, company)
		if got, err := s.Company(t.Context(), models.Everything, company.PublicID); err != nil || got.ID != company.ID || got.Version != 1 || got.CallbacksVersion != 2 {
			t.Errorf("company %+v, %v", got, err)
		}
		if got, err := s.Location(t.Context(), models.Everything, place.PublicID); err != nil || got != place {
			t.Errorf("location %+v, %v", got, err)
		}
		for _, id := range append(wrongIDs(), strings.ToUpper(company.PublicID + "A")[1:]) {
			if _, err := s.Company(t.Context(), models.Everything, id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("company %q: %v", id, err)
			}
			if _, err := s.Location(t.Context(), models.Everything, id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("location %q: %v", id, err)
			}
		}
	})
}

func TestScopeOfOwners(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		mine, theirs := storetest.Company(t, s), storetest.Company(t, s)
		myPlace, theirPlace := storetest.Location(t, s, mine), storetest.Location(t, s, theirs)
		cases := map[string]struct {
			in        models.Scope
			companies []models.ID
			locations []models.ID
		}{
			"nothing":      {models.Scope{}, nil, nil},
			"everything":   {models.Everything, []models.ID{mine.ID, theirs.ID}, []models.ID{myPlace.ID, theirPlace.ID}},
			"one company":  {models.Scope{Companies: []models.ID{mine.ID}}, []models.ID{mine.ID}, []models.ID{myPlace.ID}},
			"one location": {models.Scope{Locations: []models.ID{myPlace.ID}}, nil, []models.ID{myPlace.ID}},
			"one of each": {
				models.Scope{Companies: []models.ID{mine.ID}, Locations: []models.ID{theirPlace.ID}},
				[]models.ID{mine.ID},
				[]models.ID{myPlace.ID, theirPlace.ID},
			},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				checkCompanies(t, s, c.in, []models.Company{mine, theirs}, c.companies)
				checkLocations(t, s, c.in, []models.Location{myPlace, theirPlace}, c.locations)
			})
		}
	})
}

func checkCompanies(t *testing.T, s *store.Store, in models.Scope, all []models.Company, want []models.ID) {
	t.Helper()
	rows, _, err := s.Companies(t.Context(), in, store.OwnerFilter{})
	if err != nil || len(rows) != len(want) {
		t.Errorf("%d companies are listed, %d seen, %v", len(rows), len(want), err)
	}
	for _, c := range all {
		seen := slices.Contains(want, c.ID)
		_, byName := s.Company(t.Context(), in, c.PublicID)
		_, byID := s.CompanyByID(t.Context(), in, c.ID)
		by := models.Access{Actor: storetest.Access().Actor, Scope: in}
		changed, err := s.CompanyByID(t.Context(), models.Everything, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		update := s.UpdateCompany(t.Context(), by, &changed)
		location := s.CreateLocation(t.Context(), by, &models.Location{CompanyID: c.ID, Name: "New", Active: false})
		database := s.CreateDatabase(t.Context(), by, &models.Database{CompanyID: c.ID, Name: "New"})
		for did, err := range map[string]error{"by name": byName, "by id": byID, "update": update, "new location": location, "new database": database} {
			if seen != (err == nil) || err != nil && !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s of company %s: %v", did, c.ID, err)
			}
		}
	}
	if err := s.DB().Exec("DELETE FROM locations WHERE active = 0").Error; err != nil {
		t.Fatal(err)
	}
}

func checkLocations(t *testing.T, s *store.Store, in models.Scope, all []models.Location, want []models.ID) {
	t.Helper()
	rows, _, err := s.Locations(t.Context(), in, store.OwnerFilter{})
	if err != nil || len(rows) != len(want) {
		t.Errorf("%d locations are listed, %d seen, %v", len(rows), len(want), err)
	}
	for _, row := range rows {
		if row.CompanyName != "Northwind Fitness" || row.CompanyPublicID == "" {
			t.Errorf("location of company %q %q", row.CompanyName, row.CompanyPublicID)
		}
	}
	for _, l := range all {
		seen := slices.Contains(want, l.ID)
		_, byName := s.Location(t.Context(), in, l.PublicID)
		_, byID := s.LocationByID(t.Context(), in, l.ID)
		changed, err := s.LocationByID(t.Context(), models.Everything, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		update := s.UpdateLocation(t.Context(), models.Access{Scope: in}, &changed)
		for did, err := range map[string]error{"by name": byName, "by id": byID, "update": update} {
			if seen != (err == nil) || err != nil && !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s of location %s: %v", did, l.ID, err)
			}
		}
	}
}

func TestCreateCompanyNeedsEverything(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		by := models.Access{Scope: models.Scope{Companies: []models.ID{company.ID}}}
		if err := s.CreateCompany(t.Context(), by, &models.Company{Name: "Another"}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOwnersRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company, by := storetest.Company(t, s), storetest.Access()
		location := func(l models.Location) error {
			l.CompanyID = company.ID
			return s.CreateLocation(t.Context(), by, &l)
		}
		for name, c := range map[string]struct {
			err   error
			field string
		}{
			"company without a name":     {s.CreateCompany(t.Context(), by, &models.Company{Name: " "}), "name"},
			"company with a long name":   {s.CreateCompany(t.Context(), by, &models.Company{Name: strings.Repeat("é", 121)}), "name"},
			"company with a broken name": {s.CreateCompany(t.Context(), by, &models.Company{Name: "caf\xe9"}), "name"},
			"location without a name":    {location(models.Location{}), "name"},
			"location with a long code":  {location(models.Location{Name: "x", Code: strings.Repeat("x", 61)}), "code"},
			"location without a zone":    {location(models.Location{Name: "x", TimeZone: "Europe/Atlantis"}), "time_zone"},
			"location in a secret zone":  {location(models.Location{Name: "x", TimeZone: "../../etc/passwd"}), "time_zone"},
			"database without a name":    {s.CreateDatabase(t.Context(), by, &models.Database{CompanyID: company.ID}), "name"},
		} {
			problems, refused := errors.AsType[models.Problems](c.err)
			if !refused || problems.On(c.field) == "" {
				t.Errorf("%s: got %v", name, c.err)
			}
		}
	})
}

func TestUpdateByTwoAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		place := storetest.Location(t, s, storetest.Company(t, s))
		company, err := s.CompanyByID(t.Context(), models.Everything, place.CompanyID)
		if err != nil {
			t.Fatal(err)
		}
		const people = 6
		var (
			mu    sync.Mutex
			wait  sync.WaitGroup
			taken [2]int
		)
		note := func(i int, err error) {
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				taken[i]++
			} else if !errors.Is(err, models.ErrConflict) {
				t.Error(err)
			}
		}
		for i := range people {
			mine := company
			mine.Name = fmt.Sprintf("Northwind %d", i)
			wait.Go(func() { note(0, s.UpdateCompany(t.Context(), storetest.Access(), &mine)) })
		}
		wait.Wait()
		for i := range people {
			mine := place
			mine.Code = fmt.Sprintf("RTM-%d", i)
			wait.Go(func() { note(1, s.UpdateLocation(t.Context(), storetest.Access(), &mine)) })
		}
		wait.Wait()
		if taken != [2]int{1, 1} {
			t.Errorf("%v changes of one version were taken", taken)
		}
	})
}

func TestEveryChangeCountsInTheCompany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		place := storetest.Location(t, s, company)
		place.Active = false
		if err := s.UpdateLocation(t.Context(), storetest.Access(), &place); err != nil {
			t.Fatal(err)
		}
		company.Active = false
		if err := s.UpdateCompany(t.Context(), storetest.Access(), &company); err != nil || company.Version != 2 {
			t.Errorf("version %d, %v", company.Version, err)
		}
		if now, err := s.CompanyByID(t.Context(), models.Everything, company.ID); err != nil || now.CallbacksVersion != 4 {
			t.Errorf("version %d of what decides about callbacks, %v", now.CallbacksVersion, err)
		}
	})
}

// Whoever has the form of a company open can store it although somebody pauses
// one of its callbacks meanwhile.
func TestPauseLeavesTheFormOfTheCompany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.addCallback(t, a.postbackCallback())
		form, err := s.CompanyByID(t.Context(), models.Everything, a.company.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PauseCallback(t.Context(), a.by(), c.PublicID, "till is down"); err != nil {
			t.Fatal(err)
		}
		form.Name = "Northwind"
		if err := s.UpdateCompany(t.Context(), a.by(), &form); err != nil {
			t.Errorf("the form that was open: %v", err)
		}
		now, err := s.CompanyByID(t.Context(), models.Everything, a.company.ID)
		if err != nil || now.Name != "Northwind" || now.CallbacksVersion <= form.CallbacksVersion {
			t.Errorf("stored as %+v, %v", now, err)
		}
	})
}

func TestSourcesOfACompany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		mine, theirs := storetest.Company(t, s), storetest.Company(t, s)
		base := models.Database{CompanyID: mine.ID, Name: "Members"}
		if err := s.CreateDatabase(t.Context(), storetest.Access(), &base); err != nil {
			t.Fatal(err)
		}
		by := models.Access{Scope: models.Scope{Companies: []models.ID{theirs.ID}}}
		set := models.Collection{DatabaseID: base.ID, Name: "Orders"}
		if err := s.CreateCollection(t.Context(), by, &set); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("in another's database: %v", err)
		}
		if err := s.CreateCollection(t.Context(), storetest.Access(), &set); err != nil || set.CompanyID != mine.ID {
			t.Errorf("of company %s, %v", set.CompanyID, err)
		}
	})
}
