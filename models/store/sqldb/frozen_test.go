package sqldb_test

import (
	"errors"
	"sync"
	"syscall"
	"testing"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// bound is how long a call may take to learn that the server is frozen.
const bound = 5 * time.Second

func TestFrozenServer(t *testing.T) {
	t.Parallel()
	server := storetest.OwnMariaServer(t)
	db, err := sqldb.Open(t.Context(), server.NewDatabase(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := db.SetConnections(4); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("SELECT SLEEP(2.2)").Error; err != nil { // longer than a wait that is looked into
		t.Fatalf("a statement that takes its time: %v", err)
	}

	defer server.Signal(t, syscall.SIGCONT)
	var calls sync.WaitGroup
	call := func(what string, fn func() error) {
		calls.Go(func() {
			start := time.Now()
			if err := fn(); !errors.Is(err, models.ErrAway) || time.Since(start) > bound {
				t.Errorf("%s: %v after %s", what, err, time.Since(start))
			}
		})
	}
	begun, frozen := make(chan struct{}), make(chan struct{})
	call("a commit", func() error {
		return db.Tx(t.Context(), func(tx *gorm.DB) error {
			err := tx.Exec("UPDATE settings SET value = value").Error
			close(begun)
			<-frozen
			return err
		})
	})
	<-begun
	server.Signal(t, syscall.SIGSTOP)
	close(frozen)
	for range 12 { // more than there are connections
		call("a question", func() error { return db.Exec("SELECT 1").Error })
		call("a change", func() error {
			return db.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec("UPDATE settings SET value = value").Error })
		})
	}
	calls.Wait()
	call("one that comes later", func() error { return db.Exec("SELECT 1").Error })
	calls.Wait()

	server.Signal(t, syscall.SIGCONT)
	for start := time.Now(); db.Exec("SELECT 1").Error != nil; time.Sleep(50 * time.Millisecond) {
		if time.Since(start) > bound {
			t.Fatal("it does not come back")
		}
	}
}
