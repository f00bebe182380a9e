package sqldb_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"callboard/models/store/sqldb"
)

// On SQLite a storm of publishers must leave connections to those who read,
// and nobody may be told that the database is locked.
func TestWaitingWritersHoldNoConnection(t *testing.T) {
	t.Parallel()
	db, err := sqldb.Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	defer func() {
		work.Wait()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	entered, leave := make(chan struct{}), make(chan struct{})
	work.Go(func() {
		_ = db.Tx(context.Background(), func(*gorm.DB) error {
			close(entered)
			<-leave
			return nil
		})
	})
	<-entered
	for range 32 {
		work.Go(func() {
			err := db.Tx(context.Background(), func(tx *gorm.DB) error { return tx.Exec("UPDATE companies SET name = name").Error })
			if err != nil {
				t.Errorf("a writer: %v", err)
			}
		})
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	for start := time.Now(); time.Since(start) < 200*time.Millisecond; {
		var n int64
		if err := db.WithContext(ctx).Table("companies").Count(&n).Error; err != nil {
			t.Errorf("a reader: %v", err)
			break
		}
	}
	close(leave)
}
