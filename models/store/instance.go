package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/sqldb"
)

// ErrLost says that another program has taken this one's number. IDs made
// from then on could collide, so the program must end.
var ErrLost = errors.New("the instance number was taken by another program")

// How long a number stays ours without a sign of life. A server keeps its
// number over a long stop; a number that was given back rests for a while, so
// that no two programs use it in the same millisecond.
const (
	serverLease  = 7 * 24 * time.Hour
	programLease = 15 * time.Minute
	restingTime  = 5 * time.Second
)

// instanceRow is a number, and the token that proves whose it is.
type instanceRow struct {
	Number      int `gorm:"primaryKey;autoIncrement:false"`
	Token       string
	LeaseUntil  models.Millis
	HeartbeatAt models.Millis
}

// TableName is the name of the table.
func (instanceRow) TableName() string { return "instances" }

// instanceLease is a number of this program.
type instanceLease struct {
	db     *sqldb.DB
	now    func() time.Time
	file   string // where a server keeps its number; "" for other programs
	mine   instanceRow
	before instanceRow // the number's row when it was taken
	copied bool        // the file is of another data folder
}

// takeInstance leases a number: the one kept in file, if it is still this program's,
// or any that is free. An empty file is for programs that end soon.
func takeInstance(ctx context.Context, db *sqldb.DB, now func() time.Time, file string) (*instanceLease, error) {
	l := &instanceLease{db: db, now: now, file: file}
	if err := l.takeKept(ctx); err != nil {
		return nil, fmt.Errorf("read the instance number: %w", err)
	}
	if l.mine.Token != "" {
		return l, l.keep()
	}
	if err := l.takeFree(ctx); err != nil {
		return nil, fmt.Errorf("lease an instance number: %w", err)
	}
	return l, l.keep()
}

// Number returns the number.
func (l *instanceLease) Number() int { return l.mine.Number }

// Copied says that the number was not taken because its file is of another folder.
func (l *instanceLease) Copied() bool { return l.copied }

// Maker returns what makes the IDs under this number.
func (l *instanceLease) Maker() *IDMaker {
	return NewIDMaker(l.mine.Number, l.now, l.before.HeartbeatAt.Time())
}

// beat notes that the program lives, and renews the lease; ErrLost when another
// program has the number.
func (l *instanceLease) beat(tx *gorm.DB) error {
	done := l.own(tx).Updates(map[string]any{"lease_until": l.until(), "heartbeat_at": models.At(l.now())})
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrLost
	}
	return done.Error
}

// Return gives the number back, unless a server keeps it for its next start.
func (l *instanceLease) Return(ctx context.Context) error {
	if l.file != "" {
		return nil
	}
	rest := models.At(l.now().Add(restingTime))
	return l.db.Tx(ctx, func(tx *gorm.DB) error {
		return l.own(tx).Updates(map[string]any{"token": "", "lease_until": rest, "heartbeat_at": models.At(l.now())}).Error
	})
}

// own asks for this program's row.
func (l *instanceLease) own(tx *gorm.DB) *gorm.DB {
	return tx.Model(&instanceRow{}).Where("number = ? AND token = ?", l.mine.Number, l.mine.Token)
}

func (l *instanceLease) until() models.Millis {
	if l.file != "" {
		return models.At(l.now().Add(serverLease))
	}
	return models.At(l.now().Add(programLease))
}

// takeFree takes the lowest free number.
func (l *instanceLease) takeFree(ctx context.Context) error {
	for range 100 {
		free, err := l.lowestFree(ctx)
		if err != nil {
			return err
		}
		taken, err := l.take(ctx, free)
		if err != nil || taken {
			return err
		}
	}
	return errors.New("too many programs start at once")
}

// lowestFree returns the lowest number that nobody leases.
func (l *instanceLease) lowestFree(ctx context.Context) (instanceRow, error) {
	var rows []instanceRow
	if err := l.db.WithContext(ctx).Order("number").Find(&rows).Error; err != nil {
		return instanceRow{}, err
	}
	for i, row := range rows {
		if row.Number != i {
			return instanceRow{Number: i}, nil
		}
		if row.LeaseUntil < models.At(l.now()) {
			return row, nil
		}
	}
	if len(rows) == Instances {
		return instanceRow{}, errors.New("all instance numbers are in use")
	}
	return instanceRow{Number: len(rows)}, nil
}

// take makes a free number ours; false when somebody was faster.
func (l *instanceLease) take(ctx context.Context, free instanceRow) (taken bool, err error) {
	l.before, l.mine = free, instanceRow{free.Number, rand.Text(), l.until(), models.At(l.now())}
	err = l.db.Tx(ctx, func(tx *gorm.DB) error {
		if free.LeaseUntil == 0 {
			return tx.Create(&l.mine).Error
		}
		done := tx.Model(&instanceRow{}).
			Where("number = ? AND token = ? AND lease_until = ?", free.Number, free.Token, free.LeaseUntil).
			Updates(map[string]any{"token": l.mine.Token, "lease_until": l.mine.LeaseUntil, "heartbeat_at": l.mine.HeartbeatAt})
		if done.Error == nil && done.RowsAffected == 0 {
			return gorm.ErrDuplicatedKey
		}
		return done.Error
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return false, nil
	}
	return err == nil, err
}

// takeKept takes the number that is kept in the file, if its row still bears the
// token that is kept with it, and gives it a new token. A file that was written for
// another data folder is that of a copy: whoever is there may still be at work under
// the number.
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
	var home string
	if n, err := fmt.Sscanf(string(text), "%d %s %s", &kept.Number, &kept.Token, &home); err != nil && n < 2 {
		return nil // unreadable: any free number does as well
	}
	if home != "" && home != homeOf(l.file) {
		l.copied = true
		return nil
	}
	var rows []instanceRow
	err = l.db.WithContext(ctx).Where("number = ? AND token = ?", kept.Number, kept.Token).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	taken, err := l.take(ctx, rows[0])
	if err != nil || taken {
		return err
	}
	l.mine, l.before = instanceRow{}, instanceRow{}
	return nil
}

// homeOf names the machine and the folder that a file of this program belongs to, as
// a hash.
func homeOf(file string) string {
	folder, err := filepath.Abs(filepath.Dir(file))
	if err == nil {
		folder, err = filepath.EvalSymlinks(folder)
	}
	if err != nil {
		folder = filepath.Dir(file)
	}
	machine, err := os.ReadFile("/etc/machine-id")
	if err != nil {
		machine = nil // not on Linux, or in a container: the folder has to do
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s", machine, folder))
	return hex.EncodeToString(sum[:8])
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
	_, err = fmt.Fprintf(next, "%d %s %s\n", l.mine.Number, l.mine.Token, homeOf(l.file))
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), l.file)
	}
	if err != nil {
		return fmt.Errorf("keep the instance number: %w", errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
