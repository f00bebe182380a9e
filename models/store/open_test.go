package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// clock is a clock that stands until the test moves it.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Advance(d time.Duration) { c.now = c.now.Add(d) }

// At gives the store of a test the clock.
func (c *clock) At(o *store.Options) { o.Now = func() time.Time { return c.now } }

func reopen(t *testing.T, o store.Options) (*store.Store, error) {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err == nil {
		t.Cleanup(func() { _ = s.Close() })
	}
	return s, err
}

func TestOpenTwoServersOnOneFolder(t *testing.T) {
	t.Parallel()
	o := store.Options{Dir: t.TempDir(), Server: true}
	if _, err := reopen(t, o); err != nil {
		t.Fatal(err)
	}
	if _, err := reopen(t, o); !errors.Is(err, store.ErrLocked) {
		t.Errorf("second server: %v", err)
	}
	o.Server = false
	beside, err := reopen(t, o)
	if err != nil {
		t.Fatalf("program beside the server: %v", err)
	}
	storetest.Company(t, beside)
}

func TestOpenWithSecretKey(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		meddle func(path string) error
		want   string // part of the error; "" for none
	}{
		"same key":    {func(string) error { return nil }, ""},
		"missing key": {os.Remove, "is missing"},
		"another key": {func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte("ab"), 32), 0o600)
		}, "needs the key with id"},
		"damaged key": {func(path string) error { return os.WriteFile(path, []byte("hunter2"), 0o600) }, "does not hold a key"},
	}
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		o := store.Options{Database: address, Dir: t.TempDir(), SecretFile: filepath.Join(t.TempDir(), "key")}
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		good, err := os.ReadFile(o.SecretFile)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range cases {
			if err := errors.Join(os.WriteFile(o.SecretFile, good, 0o600), c.meddle(o.SecretFile)); err != nil {
				t.Fatal(err)
			}
			_, err := reopen(t, o)
			if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestOpenByAnOlderProgram(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		o := store.Options{Database: address, Dir: t.TempDir()}
		for _, o.Version = range []string{"0.1.0", "0.9.0", "0.9.0"} {
			s, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		db, err := sqldb.Open(t.Context(), address, o.Dir)
		if err == nil {
			err = errors.Join(db.Exec("INSERT INTO migrations (id) VALUES ('9999_later')").Error, db.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		o.Version = "0.2.0"
		_, err = reopen(t, o)
		if err == nil || !strings.Contains(err.Error(), "newer Callboard (version 0.9.0, migration 9999_later) than this one (version 0.2.0, migration 0") {
			t.Errorf("the older one says %v", err)
		}
	})
}

func TestOpenKeepsSecretsPrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := reopen(t, store.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "secret.key"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestCookieKeysSurviveARestart(t *testing.T) {
	t.Parallel()
	o := store.Options{Dir: t.TempDir()}
	keys := func() (all []byte) {
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		hash, block, err := s.CookieKeys()
		if err := errors.Join(err, s.Close()); err != nil || len(hash) != 32 || len(block) != 32 || bytes.Equal(hash, block) {
			t.Fatalf("%d and %d bytes, %v", len(hash), len(block), err)
		}
		return append(hash, block...)
	}
	if !bytes.Equal(keys(), keys()) {
		t.Error("a restart loses flash messages")
	}
}

func TestOpenInABubble(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)))
			s := storetest.Open(t, address)
			company := storetest.Company(t, s)
			time.Sleep(time.Hour)
			if err := s.Beat(t.Context()); err != nil {
				t.Error(err)
			}
			if got := s.Now().Sub(company.CreatedAt.Time()); got != time.Hour {
				t.Errorf("%s passed", got)
			}
		})
	})
}

func TestIDsOfTwoProgramsOnOneDatabase(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		dir, seen := t.TempDir(), map[models.ID]bool{}
		for range 3 {
			s, err := reopen(t, store.Options{Database: address, Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			for range 1000 {
				id := s.NewID()
				if seen[id] {
					t.Fatalf("%s comes twice", id)
				}
				seen[id] = true
			}
		}
	})
}
