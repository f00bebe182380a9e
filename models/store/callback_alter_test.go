package store_test

import (
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/store/storetest"
)

// Whoever records a retry locks the callback, stores the retry and commits. A
// callback that is ended in between must find the retry, and cancel it.
func TestEndSeesARetryThatIsBeingRecorded(t *testing.T) {
	t.Parallel()
	s := storetest.MariaDB(t)
	a := newFixture(t, s)
	c := a.addCallback(t, a.postbackCallback())
	retry := a.storeDelivery(t, c, models.Delivery{Status: models.Sending})
	ended := make(chan error, 1)
	err := s.DB().Transaction(func(tx *gorm.DB) error {
		var locked models.Callback
		if err := tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).Where("id = ?", c.ID).Take(&locked).Error; err != nil {
			return err
		}
		go func() {
			_, err := s.EndCallback(t.Context(), a.by(), c.PublicID, false)
			ended <- err
		}()
		waitForALock(t, s.DB())
		return tx.Model(&models.Delivery{}).Where("id = ?", retry).Updates(map[string]any{"status": models.Retrying, "due_at": 1}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if d := a.delivery(t, retry); d.Status != models.Cancelled || d.DueAt != 0 {
		t.Errorf("the retry is %s and due at %d", d.Status, d.DueAt)
	}
}

// waitForALock waits until somebody waits for a lock in the database of db. The
// server renews what it tells of that only when nobody has asked for 0.1 s.
func waitForALock(t *testing.T, db *gorm.DB) {
	t.Helper()
	for start := time.Now(); time.Since(start) < 10*time.Second; time.Sleep(150 * time.Millisecond) {
		var waiting int
		err := db.Raw(`SELECT COUNT(*) FROM information_schema.innodb_trx t
  JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE() AND t.trx_state = 'LOCK WAIT'`).Scan(&waiting).Error
		if err != nil {
			t.Fatal(err)
		}
		if waiting > 0 {
			return
		}
	}
	t.Fatal("nobody waits for the lock")
}
