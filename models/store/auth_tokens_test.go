package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestAuthTokens(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 2, 9, 15, 42, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		k, clear := storetest.Key(t, s, models.Viewer, company.Owner())
		token, issued, err := s.CreateAuthToken(t.Context(), k.Name, clear, "192.0.2.1")
		if err != nil || issued != models.At(now) {
			t.Fatal(issued, err)
		}
		got, err := s.APIKeyByToken(t.Context(), token, "192.0.2.1")
		if err != nil || got.ID != k.ID || got.Role != models.Viewer || got.Owner() != company.Owner() {
			t.Errorf("the token lets %+v in: %v", got, err)
		}
		if _, _, err := s.CreateAuthToken(t.Context(), k.Name, token, "192.0.2.1"); !errors.Is(err, models.ErrSignIn) {
			t.Errorf("a token was good for another one: %v", err)
		}
		var rows []map[string]any
		if err := s.DB().Table("auth_tokens").Find(&rows).Error; err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		if hash, ok := rows[0]["token_hash"].([]byte); !ok || len(hash) != 32 || strings.Contains(string(hash), token[4:]) {
			t.Errorf("it is kept as %v", rows[0]["token_hash"])
		}
		// Those that are over go when the next one is made.
		if err := s.DB().Table("auth_tokens").Where("1 = 1").Update("expires_at", models.At(now)).Error; err != nil {
			t.Fatal(err)
		}
		if _, err := s.APIKeyByToken(t.Context(), token, "192.0.2.1"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("it lets in when it is over: %v", err)
		}
		if _, _, err := s.CreateAuthToken(t.Context(), k.Name, clear, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		var kept int64
		if err := s.DB().Table("auth_tokens").Count(&kept).Error; err != nil || kept != 1 {
			t.Errorf("%d are kept: %v", kept, err)
		}
	}, func(o *store.Options) { o.Now = func() time.Time { return now } })
}
