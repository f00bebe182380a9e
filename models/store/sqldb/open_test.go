package sqldb_test

import (
	"errors"
	"sync"
	"testing"

	"gorm.io/gorm"

	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// open opens a database with two rows that transactions can quarrel about.
func open(t *testing.T, address string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, name := range []string{"a", "b"} {
		if err := db.Exec("INSERT INTO settings (name, value) VALUES (?, '0')", name).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestTxRepeatsAfterADeadlock(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := open(t, address)
		const rounds = 40
		add := func(first, second string) {
			for range rounds {
				err := db.Tx(t.Context(), func(tx *gorm.DB) error {
					for _, name := range []string{first, second} {
						if err := tx.Exec("UPDATE settings SET value = value + 1 WHERE name = ?", name).Error; err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		}
		var wait sync.WaitGroup
		for range 2 {
			wait.Go(func() { add("a", "b") })
			wait.Go(func() { add("b", "a") })
		}
		wait.Wait()
		var values []int
		if err := db.Table("settings").Order("name").Where("name IN ('a', 'b')").Pluck("value", &values).Error; err != nil {
			t.Fatal(err)
		}
		if values[0] != 4*rounds || values[1] != 4*rounds {
			t.Errorf("got %v, want both %d", values, 4*rounds)
		}
	})
}

func TestTxGivesUpOnOtherErrors(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := open(t, address)
		runs := 0
		err := db.Tx(t.Context(), func(tx *gorm.DB) error {
			runs++
			return tx.Exec("INSERT INTO settings (name, value) VALUES ('a', '')").Error
		})
		if !errors.Is(err, gorm.ErrDuplicatedKey) || runs != 1 {
			t.Errorf("after %d runs: %v", runs, err)
		}
	})
}

func TestTxLeavesNothingBehindAfterAnError(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db, wrong := open(t, address), errors.New("wrong")
		err := db.Tx(t.Context(), func(tx *gorm.DB) error {
			return errors.Join(tx.Exec("DELETE FROM settings").Error, wrong)
		})
		var left int64
		if count := db.Table("settings").Count(&left).Error; count != nil || !errors.Is(err, wrong) || left != 2 {
			t.Errorf("%d rows are left: %v, %v", left, err, count)
		}
	})
}

// The defaults of the server of tests are others than what we need.
func TestSessionsOfMySQL(t *testing.T) {
	t.Parallel()
	db := open(t, storetest.MariaURL(t))
	for variable, want := range map[string]string{
		"tx_isolation": "READ-COMMITTED", "autocommit": "1", "time_zone": "+00:00", "character_set_client": "utf8mb4",
		"sql_mode": "ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
	} {
		var ours, servers string
		err := db.Raw("SELECT @@SESSION."+variable+", @@GLOBAL."+variable).Row().Scan(&ours, &servers)
		if err != nil || ours != want || servers == want {
			t.Errorf("%s is %s, want %s; the server has %s, %v", variable, ours, want, servers, err)
		}
	}
	done := db.Exec("UPDATE settings SET value = '0' WHERE name = 'a'")
	if done.Error != nil || done.RowsAffected != 1 {
		t.Errorf("an update to the same value counts %d rows, %v", done.RowsAffected, done.Error)
	}
}

func TestSettingsOfSQLite(t *testing.T) {
	t.Parallel()
	db := open(t, "")
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000"} {
		var got string
		if err := db.Raw("PRAGMA " + pragma).Row().Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s, %v", pragma, got, want, err)
		}
	}
}
