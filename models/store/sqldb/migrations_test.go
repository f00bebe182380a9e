package sqldb_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"callboard/models"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

func openIn(t *testing.T, address, dir string) *gorm.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sqldb.Close(db); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestRunTwice(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := openIn(t, address, t.TempDir())
		if err := sqldb.Migrate(db); err != nil {
			t.Error(err)
		}
	})
}

// A program that was killed in the middle has run some statements of a step,
// but not noted the step.
func TestRunAfterAHalfDoneStep(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := openIn(t, address, t.TempDir())
		for _, statement := range []string{"DELETE FROM migrations", "DROP TABLE settings"} {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		if err := sqldb.Migrate(db); err != nil {
			t.Error(err)
		}
		if !db.Migrator().HasTable("settings") {
			t.Error("the missing table was not made")
		}
	})
}

func TestRunOfManyAtOnce(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		dir := t.TempDir()
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				db, err := sqldb.Open(t.Context(), address, dir)
				if err != nil {
					t.Error(err)
					return
				}
				if err := sqldb.Close(db); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		var steps []string
		if err := openIn(t, address, dir).Table("migrations").Order("id").Pluck("id", &steps).Error; err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(steps, slices.Compact(slices.Clone(steps))) || len(steps) == 0 {
			t.Errorf("steps are %v", steps)
		}
	})
}

func TestRunRefusesADatabaseOfTheFuture(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := openIn(t, address, t.TempDir())
		if err := db.Exec("INSERT INTO migrations (id) VALUES ('9999_future')").Error; err != nil {
			t.Fatal(err)
		}
		if err := sqldb.Migrate(db); err == nil {
			t.Error("it was taken")
		}
	})
}

func TestColumnsFitTheRecords(t *testing.T) {
	t.Parallel()
	records := []any{
		models.Company{},
		models.Location{},
		models.Database{},
		models.Collection{},
		models.Callback{},
		models.CallbackType{},
		models.Event{},
		models.Delivery{},
		models.Attempt{},
		models.HourlyCounter{},
		models.Record{},
		models.RecordChange{},
		models.User{},
		models.Grant{},
		models.APIKey{},
		models.AuditEntry{},
		models.CustomEventType{},
	}
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := openIn(t, address, t.TempDir())
		for _, record := range records {
			parsed, err := schema.Parse(record, &sync.Map{}, db.NamingStrategy)
			if err != nil {
				t.Fatal(err)
			}
			columns, err := db.Migrator().ColumnTypes(parsed.Table)
			if err != nil {
				t.Fatalf("%s: %v", parsed.Table, err)
			}
			got := make([]string, len(columns))
			for i, column := range columns {
				got[i] = column.Name()
			}
			want := slices.Clone(parsed.DBNames)
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: columns differ from the record's fields:\n%s", parsed.Table, diff)
			}
		}
	})
}

// Every index of deliveries begins with its company or with the queue's due
// time, but for the one of those who see all companies.
func TestIndexesOfDeliveries(t *testing.T) {
	t.Parallel()
	db := openIn(t, storetest.MariaURL(t), t.TempDir())
	var indexes []struct{ Name, First string }
	err := db.Raw(`SELECT index_name AS name, column_name AS first FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'deliveries' AND seq_in_index = 1`).Scan(&indexes).Error
	if err != nil || len(indexes) == 0 {
		t.Fatalf("%d indexes, %v", len(indexes), err)
	}
	for _, index := range indexes {
		if !slices.Contains([]string{"id", "company_id", "due_at"}, index.First) && index.Name != "deliveries_status" {
			t.Errorf("%s begins with %s", index.Name, index.First)
		}
	}
}
