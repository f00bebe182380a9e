package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"

	"callboard/models/store/sqldb"
)

// copyUnfinished is the setting of a database that a copy is written to, until it is
// whole.
const copyUnfinished = "copy_unfinished"

var (
	// ErrCopyUnfinished says that a database was copied half way.
	ErrCopyUnfinished = errors.New("a copy to this database was cut off; make it again with callboard copy")
	// ErrNotEmpty says that a database that shall take a copy holds records.
	ErrNotEmpty = errors.New("the database to copy to holds records already; name an empty one")
)

// Copy copies all that the SQLite database of o holds to the empty MySQL database at
// the address to, and tells of each table. No server may use the data folder
// meanwhile. It is all or nothing: until it is whole, Open refuses the target, and
// another Copy begins again. The secret key stays where it is, and belongs to the
// copy too.
func Copy(ctx context.Context, o Options, to string, tell func(table string, rows int64)) (err error) {
	switch {
	case o.Database != "":
		return errors.New("this copies from SQLite alone: leave -database out")
	case to == "":
		return sqldb.ErrURL
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "callboard.db")); err != nil {
		return fmt.Errorf("there is no database in the folder %s", o.Dir)
	}
	lock := flock.New(filepath.Join(o.Dir, "server.lock"), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock the data folder: %w", err)
	}
	if !locked {
		return fmt.Errorf("a server uses the data folder %s: stop it first: %w", o.Dir, ErrLocked)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	source, err := sqldb.Open(ctx, "", o.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := sqldb.Open(ctx, to, o.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	return copyAll(ctx, source, target, tell)
}

// copyAll copies every table, under the mark of an unfinished copy.
func copyAll(ctx context.Context, source, target *sqldb.DB, tell func(table string, rows int64)) error {
	tables, err := source.Tables(ctx)
	if err != nil {
		return err
	}
	others, err := target.Tables(ctx)
	if err != nil {
		return err
	}
	if !slices.Equal(tables, others) {
		return fmt.Errorf("the databases have other tables: %v and %v", tables, others)
	}
	if err := prepareTarget(ctx, target, tables); err != nil {
		return err
	}
	for _, table := range tables {
		count, err := source.CopyTable(ctx, target, table)
		if err != nil {
			return err
		}
		tell(table, count)
	}
	return target.WithContext(ctx).Where("name = ?", copyUnfinished).Delete(&setting{}).Error
}

// prepareTarget marks a target as unfinished. It must be empty, or marked so by a copy
// that was cut off, whose rows are taken away.
func prepareTarget(ctx context.Context, target *sqldb.DB, tables []string) error {
	err := requireWholeCopy(ctx, target)
	if err == nil {
		empty, err := target.IsEmpty(ctx, tables)
		if err != nil {
			return err
		}
		if !empty {
			return ErrNotEmpty
		}
		return target.WithContext(ctx).Create(&setting{copyUnfinished, "1"}).Error
	}
	if !errors.Is(err, ErrCopyUnfinished) {
		return err
	}
	if err := target.Clear(ctx, slices.DeleteFunc(slices.Clone(tables), func(name string) bool { return name == "settings" })); err != nil {
		return err
	}
	return target.WithContext(ctx).Where("name <> ?", copyUnfinished).Delete(&setting{}).Error
}

// requireWholeCopy returns ErrCopyUnfinished for a database that was copied half way.
func requireWholeCopy(ctx context.Context, db *sqldb.DB) error {
	var marks []setting
	if err := db.WithContext(ctx).Where("name = ?", copyUnfinished).Find(&marks).Error; err != nil {
		return fmt.Errorf("look for a copy that was cut off: %w", err)
	}
	if len(marks) > 0 {
		return ErrCopyUnfinished
	}
	return nil
}
