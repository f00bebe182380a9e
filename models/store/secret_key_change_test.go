package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// secretive is a store of a folder, with a callback that has a password and a
// signing secret.
func secretive(t *testing.T, database, dir string) (store.Options, models.Callback) {
	t.Helper()
	o := store.Options{Database: database, Dir: dir}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	company := storetest.Company(t, s)
	c := models.Callback{
		Kind: models.KindWebhook, CompanyID: company.ID, Name: "CRM", URL: "https://crm.example/in",
		Types: []models.CallbackType{{Type: "person_added"}}, Settings: models.Settings{User: "crm"}, Secrets: models.Secrets{Password: "planted-secret"},
	}
	if err := s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return o, c
}

// readSecrets opens the database anew and returns what the callback keeps secret.
func readSecrets(t *testing.T, o store.Options, c models.Callback) (password, signing string) {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	read, err := s.CallbackWithSecrets(t.Context(), models.Everything, c.PublicID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DecryptSigningKeys(&read); err != nil || read.Keys.Current == "" {
		t.Fatalf("signing secrets: %v", err)
	}
	return read.Secrets.Password, fmt.Sprint(read.Keys)
}

// With another key everything can still be decrypted, and with the former one
// nothing: backups from before need it, so it is kept beside the new one.
func TestChangeOfTheSecretKey(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		dir := t.TempDir()
		o, c := secretive(t, database, dir)
		password, signing := readSecrets(t, o, c)
		file := filepath.Join(dir, "secret.key")
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		done, err := store.ChangeSecretKey(t.Context(), o)
		if err != nil || done.Values != 2 || done.Lost != 0 || done.ID == done.FormerID {
			t.Fatalf("changed %+v: %v", done, err)
		}
		if aside, err := os.ReadFile(done.FormerFile); err != nil || string(aside) != string(before) {
			t.Errorf("the former key is not kept: %v", err)
		}
		if now, err := os.ReadFile(file); err != nil || string(now) == string(before) {
			t.Errorf("the key is the same: %v", err)
		}
		if gotPassword, gotSigning := readSecrets(t, o, c); gotPassword != password || gotSigning != signing {
			t.Errorf("secrets are %q and %q, want %q and %q", gotPassword, gotSigning, password, signing)
		}
		if err := os.WriteFile(file, before, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), o); err == nil {
			t.Error("the former key still opens the database")
		}
	})
}

// A change that was cut off after the database had changed is finished by the next
// start, wherever it was cut off.
func TestChangeOfTheSecretKeyCutOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o, c := secretive(t, "", dir)
	file := filepath.Join(dir, "secret.key")
	for name, cutOff := range map[string]func(done store.KeyChange) error{
		"before the new key was in its place": func(done store.KeyChange) error {
			return errors.Join(os.Rename(file, file+".next"), os.Rename(done.FormerFile, file))
		},
		"between the two steps": func(store.KeyChange) error { return os.Rename(file, file+".next") },
		"before it counted": func(store.KeyChange) error {
			return os.WriteFile(file+".next", []byte("0000000000000000000000000000000000000000000000000000000000000001\n"), 0o600)
		},
	} {
		done, err := store.ChangeSecretKey(t.Context(), o)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := cutOff(done); err != nil {
			t.Fatal(name, err)
		}
		if password, _ := readSecrets(t, o, c); password != "planted-secret" {
			t.Errorf("%s: the password is %q", name, password)
		}
	}
}

// While a server runs, it would go on with the former key.
func TestChangeOfTheSecretKeyBesideAServer(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		dir := t.TempDir()
		o, _ := secretive(t, database, dir)
		server := storetest.Open(t, database, func(o *store.Options) { o.Dir, o.Server = dir, true })
		if err := server.Beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.ChangeSecretKey(t.Context(), o); !errors.Is(err, store.ErrLocked) {
			t.Errorf("in the same folder: %v", err)
		}
		if database == "" {
			return
		}
		elsewhere := o
		elsewhere.Dir, elsewhere.SecretFile = t.TempDir(), filepath.Join(dir, "secret.key")
		if _, err := store.ChangeSecretKey(t.Context(), elsewhere); !errors.Is(err, store.ErrInstanceRuns) {
			t.Errorf("beside another instance: %v", err)
		}
	})
}
