package store_test

import (
	"errors"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// The databases differ in what they hold for one letter. A search finds the same on
// both.
func TestSearchFindsEveryWritingOfAName(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := models.Company{Name: "École ÜB-7 ΔΕΛΤΑ", Active: true}
		if err := s.CreateCompany(t.Context(), storetest.Access(), &company); err != nil {
			t.Fatal(err)
		}
		location := models.Location{CompanyID: company.ID, Name: "Ｎｅｗｓ 100%", Code: "ÅR-1", Active: true}
		database := models.Database{CompanyID: company.ID, Name: "Größe"}
		if err := errors.Join(s.CreateLocation(t.Context(), storetest.Access(), &location),
			s.CreateDatabase(t.Context(), storetest.Access(), &database)); err != nil {
			t.Fatal(err)
		}
		collection := models.Collection{DatabaseID: database.ID, Name: "Ёлка"}
		if err := s.CreateCollection(t.Context(), storetest.Access(), &collection); err != nil {
			t.Fatal(err)
		}
		hits := func(q string) string {
			var got []string
			companies, _, err := s.Companies(t.Context(), models.Everything, store.OwnerFilter{Q: q})
			for _, row := range companies {
				got = append(got, row.Name)
			}
			locations, _, err2 := s.Locations(t.Context(), models.Everything, store.OwnerFilter{Q: q})
			for _, row := range locations {
				got = append(got, row.Name)
			}
			databases, _, err3 := s.Databases(t.Context(), models.Everything, store.OwnerFilter{Q: q})
			for _, row := range databases {
				got = append(got, row.Name)
			}
			collections, _, err4 := s.Collections(t.Context(), models.Everything, store.OwnerFilter{Q: q, Database: database.ID})
			for _, row := range collections {
				got = append(got, row.Name)
			}
			if err := errors.Join(err, err2, err3, err4); err != nil {
				t.Errorf("%.20q: %v", q, err)
			}
			return strings.Join(got, ", ")
		}
		for q, want := range map[string]string{
			"école": company.Name, "ECOLE": company.Name, "e\u0301cole": company.Name, "üb-7": company.Name, "δελτα": company.Name,
			"news 1": location.Name, "ＮＥＷＳ": location.Name, "år": location.Name, "ar-1": location.Name, "0%": location.Name,
			"grösse": database.Name, "GROSSE": database.Name, "елка": collection.Name, "ёлка": collection.Name,
			"delta": "", "%": location.Name, "_": "", "ecole*": "", strings.Repeat("_", 60_000): "",
		} {
			if got := hits(q); got != want {
				t.Errorf("%.20q finds %q, want %q", q, got, want)
			}
		}
		location.Name, location.Code = "Ålesund", ""
		if err := s.UpdateLocation(t.Context(), storetest.Access(), &location); err != nil {
			t.Fatal(err)
		}
		if got := hits("ÅLES") + "," + hits("news"); got != location.Name+"," {
			t.Errorf("after a change of its name: %q", got)
		}
	})
}

// A name with a blank behind it, or with characters of another width, is the same
// name on both databases; in other case it is another one.
func TestWritingsOfANameAreOneName(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := models.Callback{
			Kind: models.KindBatch, CompanyID: a.company.ID, Name: "News", URL: "https://crm.example/in",
			Settings: models.Settings{BatchSize: 5, User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
		}
		stored := a.addCallback(t, c)
		for name, taken := range map[string]bool{"Ｎｅｗｓ": true, "News\u3000": true, "news": false} {
			next := c
			next.Name, next.URL = name, "https://crm.example/"+models.Folded(name)+"2"
			err := s.CreateCallback(t.Context(), a.by(), &next)
			if _, refused := errors.AsType[models.Problems](err); refused != taken {
				t.Errorf("%q beside %q: %v", name, c.Name, err)
			}
		}
		for _, name := range []string{"News", "News ", "Ｎｅｗｓ"} {
			found, err := s.CallbackNamed(t.Context(), models.Everything, store.Name{Company: a.company.ID, Text: name})
			if err != nil || found.ID != stored.ID {
				t.Errorf("%q is %q: %v", name, found.Name, err)
			}
		}
	})
}

// What an earlier version stored is folded at the next start.
func TestNamesOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		dir := t.TempDir()
		open := func() *store.Store {
			s, err := store.Open(t.Context(), store.Options{Database: database, Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		s := open()
		company := storetest.Company(t, s)
		wide := models.Callback{
			Kind: models.KindBatch, CompanyID: company.ID, Name: "Ｎｅｗｓ", URL: "https://crm.example/in",
			Settings: models.Settings{BatchSize: 5, User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
		}
		if err := s.CreateCallback(t.Context(), storetest.Access(), &wide); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"UPDATE companies SET folded = ''", "DELETE FROM settings WHERE name = 'names_version'",
			"UPDATE callbacks SET name_key = '" + company.ID.String() + ":Ｎｅｗｓ'",
		} {
			if err := s.DB().Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open()
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		rows, _, err := s.Companies(t.Context(), models.Everything, store.OwnerFilter{Q: "northwind"})
		if err != nil || len(rows) != 1 {
			t.Errorf("the company is found as %v: %v", rows, err)
		}
		if found, err := s.CallbackNamed(t.Context(), models.Everything, store.Name{Company: company.ID, Text: "News"}); err != nil || found.ID != wide.ID {
			t.Errorf("the callback is found as %q: %v", found.Name, err)
		}
	})
}
