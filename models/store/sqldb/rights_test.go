package sqldb_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// A connection that was opened while a right was missing does not learn that it is
// given: it is not used again.
func TestRightsThatAreGivenBack(t *testing.T) {
	t.Parallel()
	server := storetest.OwnMariaServer(t)
	server.Exec(t, "CREATE DATABASE callboard", "CREATE USER cb@'%' IDENTIFIED BY 's3cret'", "GRANT ALL ON callboard.* TO cb@'%'")
	db, err := sqldb.Open(t.Context(), "mysql://cb:s3cret@localhost/callboard?socket="+url.QueryEscape(server.Socket), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	read := func() error { return db.Exec("UPDATE settings SET value = value").Error }
	server.Exec(t, "REVOKE ALL ON callboard.* FROM cb@'%'", "GRANT CREATE ON callboard.* TO cb@'%'")
	pool, err := db.DB.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxIdleConns(-1) // opens the next one anew
	pool.SetMaxIdleConns(2)
	if err := read(); !errors.Is(err, models.ErrAway) {
		t.Fatalf("without the right: %v", err)
	}
	server.Exec(t, "GRANT ALL ON callboard.* TO cb@'%'")
	for until := time.Now().Add(5 * time.Second); ; {
		if err = read(); err == nil {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("with the right again: %v", err)
		}
	}
}
