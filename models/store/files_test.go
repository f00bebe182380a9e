package store_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callboard/models/store"
)

// TestFilesOfAServer is not parallel: it looks at the program's log.
func TestFilesOfAServer(t *testing.T) {
	var lines bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&lines, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	zeros := strings.Repeat("0", 64)
	file := func(name string) func(dir string) string {
		return func(dir string) string { return filepath.Join(dir, name) }
	}
	mode := func(name string, mode os.FileMode) func(dir string) error {
		return func(dir string) error { return os.Chmod(filepath.Join(dir, name), mode) }
	}
	for name, tt := range map[string]struct {
		meddle func(dir string) error
		warns  func(dir string) string // of which file; nil: of none
		fails  string
	}{
		"as they are made":         {func(string) error { return nil }, nil, ""},
		"a key for the group":      {mode("secret.key", 0o640), nil, ""},
		"a key for everybody":      {mode("secret.key", 0o644), file("secret.key"), ""},
		"a key that all can write": {mode("secret.key", 0o666), file("secret.key"), ""},
		"a database for everybody": {mode("callboard.db", 0o644), file("callboard.db"), ""},
		"a folder that all list":   {mode(".", 0o755), nil, ""},
		"a folder for everybody":   {mode(".", 0o777), file("."), ""},
		"a linked database": {func(dir string) error {
			if err := os.Rename(filepath.Join(dir, "callboard.db"), filepath.Join(dir, "other.db")); err != nil {
				return err
			}
			return os.Symlink("other.db", filepath.Join(dir, "callboard.db"))
		}, nil, "callboard.db is a link"},
		"a link to nowhere": {func(dir string) error {
			if err := os.Remove(filepath.Join(dir, "callboard.db")); err != nil {
				return err
			}
			return os.Symlink("nowhere.db", filepath.Join(dir, "callboard.db"))
		}, nil, "callboard.db is a link"},
		"a key of zeros": {func(dir string) error {
			if err := os.Remove(filepath.Join(dir, "callboard.db")); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "secret.key"), []byte(zeros), 0o600)
		}, nil, "can be guessed: take the file away"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := store.Open(t.Context(), store.Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := tt.meddle(dir); err != nil {
				t.Fatal(err)
			}
			lines.Reset()
			_, err = reopen(t, store.Options{Dir: dir, Server: true})
			if failed := err != nil; failed != (tt.fails != "") || failed && !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("open: %v", err)
			}
			want := ""
			if tt.warns != nil {
				want = `file=` + tt.warns(dir) + " "
			}
			if got := lines.String(); strings.Contains(got, "take their rights away") != (want != "") || !strings.Contains(got, want) {
				t.Errorf("the log says %s, want %s", got, want)
			}
		})
	}
}
