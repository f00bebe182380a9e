package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup copies the SQLite database of the folder dir to file, as it is at one
// moment: other programs read and write it meanwhile. The copy appears under its
// name once it is whole and on the disk, and only its owner can read it. A file that
// is there already is left as it is. Nothing of the database is changed: it may be
// of another version.
func Backup(ctx context.Context, dir, file string) (err error) {
	source := filepath.Join(dir, DatabaseFile)
	if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database in the folder %s", dir)
	}
	if err := absent(file); err != nil {
		return err
	}
	// Beside the file, so that only whole backups bear its name.
	part := file + ".part"
	if err := private(part, os.O_EXCL); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s is there: another backup writes it, or was cut off; remove it when none does", part)
		}
		return err
	}
	if err := copyTo(ctx, source, part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := absent(file); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, file); err != nil {
		return errors.Join(fmt.Errorf("name the backup: %w", err), os.Remove(part))
	}
	return syncFile(filepath.Dir(file)) // that it bears this name
}

// absent refuses a file that is there.
func absent(file string) error {
	switch _, err := os.Lstat(file); {
	case err == nil:
		return fmt.Errorf("%s is there already; name a file that is not", file)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("look for the backup: %w", err)
	}
	return nil
}

// copyTo writes all that the database source holds to the empty file target. SQLite
// reads it in one transaction, which waits for no writer and lets none wait. Its own
// way of copying page by page begins again at each change, and never ends while
// there are many.
func copyTo(ctx context.Context, source, target string) error {
	db, err := openSQLite(source)
	if err != nil {
		return err
	}
	err = db.WithContext(ctx).Exec("VACUUM INTO ?", target).Error
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return syncFile(target)
}

// syncFile waits until a file, or the names in a folder, are on the disk.
func syncFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("write %s to the disk: %w", name, err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s to the disk: %w", name, err)
	}
	return nil
}
