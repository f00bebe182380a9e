package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestMatchingRecords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newProfileFixture(t, s, storetest.Company(t, s))
		names := map[models.ID]string{}
		for _, body := range []string{
			`{"name":"a","n":10,"city":"Lund"}`, `{"name":"b","n":9,"city":"Oslo"}`, `{"name":"c","city":"lund"}`, `{"name":"d","n":"10.5","city":"Lund"}`, `{"name":"e","n":"x","city":"Lund"}`,
		} {
			r, err := h.service.Create(t.Context(), h.database, given(t, body))
			if err != nil {
				t.Fatal(err)
			}
			names[r.ID] = body[len(`{"name":"`) : len(`{"name":"`)+1]
		}
		filter := store.RecordFilter{Resource: models.Profile, DatabaseRefID: h.database.ID}
		for want, selection := range map[string]profile.Selection{
			"abcde": {}, "edcba": {Descending: true}, "cbade": {OrderBy: "n"}, "edabc": {OrderBy: "n", Descending: true}, "acdeb": {OrderBy: "CITY"},
			"ade": {Comparisons: comparisons(t, "city==Lund")}, "da": {Comparisons: comparisons(t, "city==Lund", "n<11"), OrderBy: "n", Descending: true},
			"": {Comparisons: comparisons(t, "city==Lund", "city==Oslo")}, "acde": {Comparisons: comparisons(t, "city=~lu%")},
		} {
			ids, err := s.MatchingRecords(t.Context(), h.service.Access.Scope, filter, selection, 0)
			if err != nil {
				t.Fatal(err)
			}
			records, err := s.RecordsByID(t.Context(), h.service.Access.Scope, ids)
			got := ""
			for _, r := range records {
				got += names[r.ID]
			}
			if err != nil || got != want {
				t.Errorf("%+v: %s, want %s, %v", selection, got, want, err)
			}
		}
		if ids, err := s.MatchingRecords(t.Context(), models.Scope{}, filter, profile.Selection{}, 0); err != nil || len(ids) > 0 {
			t.Errorf("who may see nothing sees %v, %v", ids, err)
		}
	})
}

func comparisons(t *testing.T, texts ...string) (all []profile.Comparison) {
	t.Helper()
	for _, text := range texts {
		c, err := profile.ParseComparison(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// TestMostScanned fills a database to the limit, and beyond.
func TestMostScanned(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	h := newProfileFixture(t, s, storetest.Company(t, s))
	fill := func(first, last int) {
		t.Helper()
		insert := `WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO records (id, public_id, company_id, location_id, database_ref_id, parent_id, resource, data, version, created_at, updated_at, deleted_at)
			SELECT i, 'p' || i, ?, 0, ?, 0, 'profile', CAST('{"fields":{"n":' || i || '}}' AS BLOB), 1, 1, 1, 0 FROM n`
		if err := s.DB().Exec(insert, first, last, h.database.CompanyID, h.database.ID).Error; err != nil {
			t.Fatal(err)
		}
	}
	fill(1, store.MostScanned)
	filter := store.RecordFilter{Resource: models.Profile, DatabaseRefID: h.database.ID}
	selection := profile.Selection{Comparisons: comparisons(t, fmt.Sprintf("n>=%d", store.MostScanned-1)), OrderBy: "n", Descending: true}
	ids, err := s.MatchingRecords(t.Context(), models.Everything, filter, selection, 0)
	if want := []models.ID{store.MostScanned, store.MostScanned - 1}; err != nil || !slices.Equal(ids, want) {
		t.Errorf("%v, %v", ids, err)
	}
	fill(store.MostScanned+1, store.MostScanned+1)
	_, err = s.MatchingRecords(t.Context(), models.Everything, filter, selection, 0)
	if problems, ok := errors.AsType[models.Problems](err); !ok || !strings.Contains(problems.On("fields"), "More than 200,000 records") {
		t.Error(err)
	}
	selection = profile.Selection{Comparisons: comparisons(t, "n<3")}
	if ids, err = s.MatchingRecords(t.Context(), models.Everything, filter, selection, 2); err != nil || len(ids) != 2 {
		t.Errorf("the first part of a list that is too long: %v, %v", ids, err)
	}
}
