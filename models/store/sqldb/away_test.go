package sqldb_test

import (
	"database/sql/driver"
	"errors"
	"io/fs"
	"net"
	"testing"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db, err := sqldb.Open(t.Context(), address, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			driver.ErrBadConn, mysql.ErrInvalidConn, &net.OpError{Op: "dial"},
			&mysql.MySQLError{Number: 1047}, &mysql.MySQLError{Number: 1053}, &mysql.MySQLError{Number: 1213},
		} {
			if got := db.Session(&gorm.Session{}).AddError(err); !errors.Is(got, models.ErrAway) || !errors.Is(got, err) {
				t.Errorf("%v is told as %v", err, got)
			}
		}
		for _, err := range []error{&mysql.MySQLError{Number: 1406}, fs.ErrNotExist, gorm.ErrRecordNotFound} {
			if got := db.Session(&gorm.Session{}).AddError(err); errors.Is(got, models.ErrAway) {
				t.Errorf("%v is told as %v", err, got)
			}
		}
		long := &mysql.MySQLError{Number: 1105, Message: "Parameter of prepared statement is longer than 'max_allowed_packet' bytes"}
		if got := db.Session(&gorm.Session{}).AddError(long); !errors.Is(got, models.ErrTooLong) || errors.Is(got, models.ErrAway) {
			t.Errorf("%v is told as %v", long, got)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestConnectionLostInATransaction(t *testing.T) {
	t.Parallel()
	db, err := sqldb.Open(t.Context(), storetest.MariaURL(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	err = db.Tx(t.Context(), func(tx *gorm.DB) error {
		if err := tx.Exec("KILL CONNECTION_ID()").Error; err == nil {
			t.Error("the connection lives on")
		}
		var n int
		if err := tx.Raw("SELECT 1").Scan(&n).Error; !errors.Is(err, models.ErrAway) {
			t.Errorf("a raw question is told %v", err)
		}
		return tx.Exec("UPDATE companies SET name = name").Error
	})
	if !errors.Is(err, models.ErrAway) {
		t.Errorf("told as %v", err)
	}
	if err := db.Tx(t.Context(), func(*gorm.DB) error { return nil }); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
