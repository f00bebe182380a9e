package store

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"callboard/models/store/sqldb"
)

// checkLinks refuses a database file that is a link: the lock of a data folder keeps a
// second server from this folder, not from the one that the link leads to.
func (o Options) checkLinks() error {
	if o.Database != "" {
		return nil
	}
	file := filepath.Join(o.Dir, sqldb.DatabaseFile)
	info, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at the database file: %w", err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("the database file %s is a link: give the folder in which the file itself lies as -data", file)
	}
	return nil
}

// warnOfRights tells whoever runs the server which of its files others can read or
// change. A group may read the key, as supervisors arrange it.
func (o Options) warnOfRights() {
	for _, one := range []struct {
		path    string
		allowed fs.FileMode
	}{{o.Dir, 0o755}, {filepath.Join(o.Dir, sqldb.DatabaseFile), 0o640}, {o.SecretFile, 0o640}} {
		info, err := os.Stat(one.path)
		if err == nil && info.Mode().Perm()&^(one.allowed|0o700) != 0 {
			slog.Warn("others on this machine can read or change a file of the program: take their rights away (chmod)",
				"file", one.path, "mode", info.Mode().Perm().String())
		}
	}
}
