package store_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestSessionUser(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		visits []time.Duration // pauses before each visit but the last
		last   time.Duration
		want   error
	}{
		"at once":                   {nil, 0, nil},
		"after twelve hours less":   {nil, 12*time.Hour - time.Second, nil},
		"after twelve hours":        {nil, 12 * time.Hour, models.ErrNotFound},
		"kept alive":                {[]time.Duration{11 * time.Hour, 11 * time.Hour}, 11 * time.Hour, nil},
		"kept alive for seven days": {every(15, 11*time.Hour), 11 * time.Hour, models.ErrNotFound},
	}
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		clock := newClock()
		s := storetest.Open(t, address, clock.At)
		ann := storetest.User(t, s, "ann@example.com", models.Manager, models.Owner{})
		for name, c := range cases {
			token, err := s.StartSession(t.Context(), ann.ID, "192.0.2.1", strings.Repeat("Browser\xff", 100))
			if err != nil {
				t.Fatal(err)
			}
			for _, pause := range c.visits {
				clock.Advance(pause)
				if _, err := s.SessionUser(t.Context(), token); err != nil {
					t.Fatalf("%s: visit: %v", name, err)
				}
			}
			clock.Advance(c.last)
			u, err := s.SessionUser(t.Context(), token)
			if !errors.Is(err, c.want) || err == nil && (u.ID != ann.ID || len(u.Grants) != 1) {
				t.Errorf("%s: got %v, %v", name, u, err)
			}
		}
	})
}

func every(n int, d time.Duration) []time.Duration {
	pauses := make([]time.Duration, n)
	for i := range pauses {
		pauses[i] = d
	}
	return pauses
}

func TestEndSession(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := storetest.User(t, s, "ann@example.com", models.Manager, models.Owner{})
		token, err := s.StartSession(t.Context(), ann.ID, "192.0.2.1", "Browser")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.EndSession(t.Context(), token); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.SessionUser(t.Context(), token); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an ended session: %v", err)
		}
	})
}

func TestSessionsSeenAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		clock := newClock()
		s := storetest.Open(t, address, clock.At)
		ann := storetest.User(t, s, "ann@example.com", models.Manager, models.Owner{})
		token, err := s.StartSession(t.Context(), ann.ID, "192.0.2.1", "Browser")
		if err != nil {
			t.Fatal(err)
		}
		start := models.At(clock.now)
		for _, want := range []models.Millis{start, start + 60_000} {
			clock.Advance(30 * time.Second)
			if _, err := s.SessionUser(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			var seen models.Millis
			if err := s.DB().Table("sessions").Select("seen_at").Row().Scan(&seen); err != nil || seen != want {
				t.Errorf("seen at %d, want %d, %v", seen, want, err)
			}
		}
	})
}

func TestKeyByToken(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		made, clear := storetest.Key(t, s, models.Operator, company.Owner())
		if !regexp.MustCompile(`^cb_[A-Za-z0-9_-]{43}$`).MatchString(clear) {
			t.Errorf("key %q", clear)
		}
		got, err := s.APIKeyByToken(t.Context(), clear, "192.0.2.7")
		if err != nil || got.ID != made.ID || !got.Actor("").Can(models.TestsSend, company.Owner()) {
			t.Fatalf("got %+v, %v", got, err)
		}
		again, err := s.APIKeyByToken(t.Context(), clear, "192.0.2.8")
		if err != nil || again.LastUsedAt == 0 || again.LastUsedFrom != "192.0.2.7" {
			t.Errorf("last use %d from %s, %v", again.LastUsedAt, again.LastUsedFrom, err)
		}
		for _, wrong := range []string{"", "cb_", clear[:45], clear + "x", "xx_" + clear[3:], strings.ToLower(clear), "cb_" + strings.Repeat("\xff", 43)} {
			if _, err := s.APIKeyByToken(t.Context(), wrong, ""); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if err := s.DB().Exec("UPDATE api_keys SET revoked_at = 1").Error; err != nil {
			t.Fatal(err)
		}
		if _, err := s.APIKeyByToken(t.Context(), clear, ""); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("revoked: %v", err)
		}
	})
}

func TestTokensAreKeptHashed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := storetest.User(t, s, "ann@example.com", models.Manager, models.Owner{})
		token, err := s.StartSession(t.Context(), ann.ID, "192.0.2.1", "Browser")
		if err != nil {
			t.Fatal(err)
		}
		_, clear := storetest.Key(t, s, models.Operator, models.Owner{})
		for _, table := range []string{"users", "sessions", "api_keys", "audit"} {
			var rows []map[string]any
			if err := s.DB().Table(table).Find(&rows).Error; err != nil || len(rows) == 0 {
				t.Fatalf("%s: %d rows, %v", table, len(rows), err)
			}
			for _, row := range rows {
				for column, value := range row {
					text, _ := value.(string)
					if raw, isBytes := value.([]byte); isBytes {
						text = string(raw)
					}
					for _, secret := range []string{token, clear, storetest.Password, ann.PasswordHash} {
						if strings.Contains(text, secret) && !(table == "users" && column == "password_hash") {
							t.Errorf("%s.%s holds a secret", table, column)
						}
					}
				}
			}
		}
	})
}
