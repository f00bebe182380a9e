package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// takeKept takes the number that is kept in the file, if its row still bears
// the token that is kept with it.
func (l *instanceLease) takeKept(ctx context.Context) error {
	if l.file == "" {
		return nil
	}
	text, err := os.ReadFile(l.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var kept instanceRow
	if _, err := fmt.Sscanf(string(text), "%d %s", &kept.Number, &kept.Token); err != nil {
		return nil // unreadable: any free number does as well
	}
	var rows []instanceRow
	err = l.db.WithContext(ctx).Where("number = ? AND token = ?", kept.Number, kept.Token).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	l.mine, l.before = rows[0], rows[0]
	if err := l.Beat(ctx); !errors.Is(err, ErrLost) {
		return err
	}
	l.mine, l.before = instanceRow{}, instanceRow{}
	return nil
}

// keep writes a server's number to its file: to a new one that takes its place,
// so that a program that is killed leaves no half of it.
func (l *instanceLease) keep() error {
	if l.file == "" {
		return nil
	}
	next, err := os.CreateTemp(filepath.Dir(l.file), "instance-*.tmp")
	if err != nil {
		return fmt.Errorf("keep the instance number: %w", err)
	}
	_, err = fmt.Fprintf(next, "%d %s\n", l.mine.Number, l.mine.Token)
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), l.file)
	}
	if err != nil {
		return fmt.Errorf("keep the instance number: %w", errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
