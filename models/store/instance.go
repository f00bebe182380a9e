package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/natefinch/atomic"
	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/ids"
)

// ErrInstanceLost says that another program has taken this one's instance
// number. IDs made from then on could collide, so the program must end.
var ErrInstanceLost = errors.New("the instance number was taken by another program")

// instance is a number of the instances table, and the token that proves that
// it is ours.
type instance struct {
	Number      int `gorm:"primaryKey;autoIncrement:false"`
	Token       string
	LeaseUntil  models.Millis
	HeartbeatAt models.Millis
}

// How long a number stays ours without a sign of life. A server keeps its
// number over a long stop; a number that was given back rests for a while, so
// that no two programs use it in the same millisecond.
const (
	serverLease  = 7 * 24 * time.Hour
	programLease = 15 * time.Minute
	restingTime  = 5 * time.Second
)

func (s *Store) lease() models.Millis {
	if s.o.Server {
		return models.At(s.Now().Add(serverLease))
	}
	return models.At(s.Now().Add(programLease))
}

// leaseInstance gets an instance number: a server the one it had before, if
// that is still its own, others any that is free.
func (s *Store) leaseInstance(ctx context.Context) error {
	file := filepath.Join(s.o.Dir, "instance")
	before, err := s.instanceBefore(ctx, file)
	if err != nil {
		return fmt.Errorf("read the instance number: %w", err)
	}
	s.instance = before
	if before.Token == "" || s.Beat(ctx) != nil {
		if before, err = s.freeInstance(ctx); err != nil {
			return fmt.Errorf("lease an instance number: %w", err)
		}
	}
	s.ids = ids.NewMaker(s.instance.Number, s.o.Now, before.HeartbeatAt.Time())
	if !s.o.Server {
		return nil
	}
	err = atomic.WriteFile(file, strings.NewReader(fmt.Sprintf("%d %s\n", s.instance.Number, s.instance.Token)))
	if err != nil {
		return fmt.Errorf("keep the instance number: %w", err)
	}
	return nil
}

// instanceBefore returns the row of the number that a server kept in its
// data folder, and the zero instance when there is none.
func (s *Store) instanceBefore(ctx context.Context, file string) (instance, error) {
	if !s.o.Server {
		return instance{}, nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return instance{}, nil
	}
	if err != nil {
		return instance{}, err
	}
	var kept instance
	if _, err := fmt.Sscanf(string(text), "%d %s", &kept.Number, &kept.Token); err != nil {
		return instance{}, nil // unreadable: any free number does as well
	}
	var row []instance
	err = s.db.WithContext(ctx).Where("number = ? AND token = ?", kept.Number, kept.Token).Find(&row).Error
	if err != nil || len(row) == 0 {
		return instance{}, err
	}
	return row[0], nil
}

// freeInstance takes the lowest free number, and returns its row as it was.
func (s *Store) freeInstance(ctx context.Context) (before instance, err error) {
	for range 100 {
		before, err := s.lowestFree(ctx)
		if err != nil {
			return before, err
		}
		taken, err := s.takeInstance(ctx, before)
		if err != nil {
			return before, err
		}
		if taken {
			return before, nil
		}
	}
	return before, errors.New("too many programs start at once")
}

// lowestFree returns the lowest number that nobody leases.
func (s *Store) lowestFree(ctx context.Context) (instance, error) {
	var rows []instance
	if err := s.db.WithContext(ctx).Order("number").Find(&rows).Error; err != nil {
		return instance{}, err
	}
	for i, row := range rows {
		if row.Number != i {
			return instance{Number: i}, nil
		}
		if row.LeaseUntil < s.now() {
			return row, nil
		}
	}
	if len(rows) == ids.Instances {
		return instance{}, errors.New("all instance numbers are in use")
	}
	return instance{Number: len(rows)}, nil
}

// takeInstance makes a free number ours; false when somebody was faster.
func (s *Store) takeInstance(ctx context.Context, free instance) (bool, error) {
	s.instance = instance{free.Number, rand.Text(), s.lease(), s.now()}
	var taken bool
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if free.LeaseUntil == 0 {
			err := tx.Create(&s.instance).Error
			taken = err == nil
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return nil
			}
			return err
		}
		done := tx.Model(&instance{}).
			Where("number = ? AND token = ? AND lease_until = ?", free.Number, free.Token, free.LeaseUntil).
			Updates(map[string]any{"token": s.instance.Token, "lease_until": s.instance.LeaseUntil, "heartbeat_at": s.instance.HeartbeatAt})
		taken = done.RowsAffected == 1
		return done.Error
	})
	return taken, err
}

// Beat notes that the engine of this instance lives, and renews the lease of
// its number. ErrInstanceLost when another program has the number.
func (s *Store) Beat(ctx context.Context) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&instance{}).Where("number = ? AND token = ?", s.instance.Number, s.instance.Token).
			Updates(map[string]any{"lease_until": s.lease(), "heartbeat_at": s.now()})
		if done.Error == nil && done.RowsAffected == 0 {
			return ErrInstanceLost
		}
		return done.Error
	})
}

// returnInstance gives the number back, unless a server keeps it for its next
// start.
func (s *Store) returnInstance(ctx context.Context) error {
	if s.o.Server {
		return nil
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&instance{}).Where("number = ? AND token = ?", s.instance.Number, s.instance.Token).
			Updates(map[string]any{"token": "", "lease_until": models.At(s.Now().Add(restingTime)), "heartbeat_at": s.now()}).Error
	})
}
