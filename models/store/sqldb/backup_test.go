package sqldb_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	"callboard/models/store/sqldb"
)

// A backup is made while somebody is in the middle of a change, and holds what was
// stored before.
func TestBackupBesideAWriter(t *testing.T) {
	t.Parallel()
	dir, target := t.TempDir(), t.TempDir()
	db := openIn(t, "", dir)
	add := func(tx *gorm.DB, name string) error {
		return tx.Exec("INSERT INTO settings (name, value) VALUES (?, '')", name).Error
	}
	if err := add(db.DB, "before"); err != nil {
		t.Fatal(err)
	}
	err := db.Tx(t.Context(), func(tx *gorm.DB) error {
		return errors.Join(add(tx, "unfinished"), sqldb.Backup(t.Context(), dir, filepath.Join(target, "callboard.db")))
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(target, "callboard.db"))
	if err != nil || info.Mode() != fs.FileMode(0o600) {
		t.Errorf("the backup is %v: %v", info, err)
	}
	var names []string
	if err := openIn(t, "", target).Raw("SELECT name FROM settings").Scan(&names).Error; err != nil || len(names) != 1 || names[0] != "before" {
		t.Errorf("the backup holds %v: %v", names, err)
	}
}

func TestBackupThatIsRefused(t *testing.T) {
	t.Parallel()
	dir, target := t.TempDir(), t.TempDir()
	openIn(t, "", dir)
	there := filepath.Join(target, "there.db")
	for _, file := range []string{there, filepath.Join(target, "half.db.part")} {
		if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/dev/full", filepath.Join(target, "link.db")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, dir, file, says string }{
		{"a file that is there", dir, there, "is there already"},
		{"a link that is there", dir, filepath.Join(target, "link.db"), "is there already"},
		{"half a backup", dir, filepath.Join(target, "half.db"), "was cut off"},
		{"no such folder", dir, filepath.Join(target, "none", "x.db"), "no such file or directory"},
		{"no database", t.TempDir(), filepath.Join(target, "x.db"), "there is no database in the folder"},
	} {
		if err := sqldb.Backup(t.Context(), tt.dir, tt.file); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "mine" {
		t.Errorf("the file that was there holds %q: %v", text, err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	cutOff := filepath.Join(target, "ended.db")
	if err := sqldb.Backup(ended, dir, cutOff); err == nil {
		t.Error("a backup that is stopped ends well")
	}
	if left, err := filepath.Glob(cutOff + "*"); err != nil || len(left) > 0 {
		t.Errorf("a backup that is stopped leaves %v: %v", left, err)
	}
}
