package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// copied opens the copy of a data folder as a server does.
func copied(t *testing.T, dir, to string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Database: to, Server: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// What a program on SQLite has stored goes on under MySQL: callbacks with their
// secrets, the log with its attempts, and what waits.
func TestCopyToMySQL(t *testing.T) {
	t.Parallel()
	dir, to := t.TempDir(), storetest.MariaURL(t)
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Server: true})
	if err != nil {
		t.Fatal(err)
	}
	a := newFixture(t, s)
	c := a.postbackCallback()
	c.Settings.User, c.Secrets.Password = "till", "höchst geheim"
	c = a.addCallback(t, c)
	deliveries := a.publish(t, c, 700)
	task := a.claim(t, 1)[0]
	attempt := models.Attempt{
		DeliveryID: task.Delivery.ID, Number: 1, LeaseToken: task.Delivery.LeaseToken, Code: 200, URL: c.URL, Method: "POST",
		ResponseBody: []byte("\x00\xffé"), RequestHeaders: []models.Header{{Name: "X-Ä", Value: "1"}},
	}
	task.Delivery.Status = models.Delivered
	record(t, a, store.Result{Delivery: task.Delivery, Attempt: &attempt})
	refuse := func(says string, o store.Options) {
		t.Helper()
		if err := store.Copy(t.Context(), o, to, func(string, int64) {}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
	refuse("stop it first", store.Options{Dir: dir})
	refuse("there is no database", store.Options{Dir: t.TempDir()})
	refuse("from SQLite alone", store.Options{Dir: dir, Database: to})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	told := map[string]int64{}
	if err := store.Copy(t.Context(), store.Options{Dir: dir}, to, func(table string, rows int64) { told[table] = rows }); err != nil {
		t.Fatal(err)
	}
	if told["deliveries"] != 700 || told["attempts"] != 1 || told["callbacks"] != 1 {
		t.Errorf("copied %v", told)
	}
	refuse("holds records already", store.Options{Dir: dir})
	b := fixture{s: copied(t, dir, to), company: a.company}
	if found := b.callback(t, c.PublicID); found.URL != c.URL || b.s.DecryptSecrets(&found) != nil || found.Secrets.Password != "höchst geheim" {
		t.Errorf("the callback is %+v", found)
	}
	if got := rowsOf[models.Attempt](t, b); len(got) != 1 || string(got[0].ResponseBody) != "\x00\xffé" || got[0].RequestHeaders[0].Name != "X-Ä" {
		t.Errorf("the attempts are %+v", got)
	}
	waiting := b.claim(t, 1000)
	if len(waiting) != len(deliveries)-1 || slices.ContainsFunc(waiting, func(w store.Task) bool { return w.Delivery.ID == task.Delivery.ID }) {
		t.Errorf("of 699 that wait %d are claimed", len(waiting))
	}
}

// A copy that was cut off opens for nobody, and is made again from its beginning.
func TestCopyThatWasCutOff(t *testing.T) {
	t.Parallel()
	dir, to := t.TempDir(), storetest.MariaURL(t)
	source := copied(t, dir, "")
	company := storetest.Company(t, source)
	// Nothing keeps SQLite from storing what MySQL has no room for.
	if err := source.DB().Exec("UPDATE companies SET public_id = ?", strings.Repeat("x", 300)).Error; err != nil {
		t.Fatal(err)
	}
	if err := source.DB().Exec("INSERT INTO batches (id, company_id, callback_id, size) VALUES (1, 1, 1, 1)").Error; err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "callboard.db")
	if err := sqldb.Backup(t.Context(), dir, file); err != nil {
		t.Fatal(err)
	}
	half := t.TempDir()
	for from, name := range map[string]string{file: "callboard.db", filepath.Join(dir, "secret.key"): "secret.key"} {
		if err := os.Rename(from, filepath.Join(half, name)); err != nil {
			t.Fatal(err)
		}
	}
	none := func(string, int64) {}
	if err := store.Copy(t.Context(), store.Options{Dir: half}, to, none); err == nil || !strings.Contains(err.Error(), "copy the table companies") {
		t.Fatalf("a row that is too long: %v", err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: half, Database: to}); !errors.Is(err, store.ErrCopyUnfinished) {
		t.Errorf("half a copy opens: %v", err)
	}
	db, err := sqldb.Open(t.Context(), "", half)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE companies SET public_id = ?", company.PublicID).Error
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.Copy(t.Context(), store.Options{Dir: half}, to, none); err != nil {
		t.Fatal(err)
	}
	if got, err := copied(t, half, to).Company(t.Context(), models.Everything, company.PublicID); err != nil || got.Name != company.Name {
		t.Errorf("the company is %+v: %v", got, err)
	}
}
