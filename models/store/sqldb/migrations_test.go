package sqldb_test

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm/schema"

	"callboard/models"
	"callboard/models/resend"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

func openIn(t *testing.T, address, dir string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestRunTwice(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := openIn(t, address, t.TempDir())
		if err := sqldb.Migrate(db.DB); err != nil {
			t.Error(err)
		}
	})
}

// On MySQL a program that was killed has run some statements of a migration,
// but not noted it. The next one starts that migration again.
func TestMigrationCutOffAfterEachStatement(t *testing.T) {
	t.Parallel()
	db := openBare(t, storetest.MariaURL(t))
	files, err := fs.Glob(sqldb.MigrationFiles, "migrations/mysql/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	soFar := fstest.MapFS{}
	for _, file := range files {
		text, err := fs.ReadFile(sqldb.MigrationFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		statements := strings.SplitAfter(string(text), ";\n")
		for n := range statements {
			for _, statement := range statements[:n] {
				if err := db.Exec(statement).Error; err != nil && !sqldb.IsDone(statement, err) {
					t.Errorf("%s, the first %d statements again: %v", file, n, err)
				}
			}
		}
		soFar[file] = &fstest.MapFile{Data: text}
		if err := sqldb.MigrateFrom(db.DB, soFar); err != nil {
			t.Error(err)
		}
	}
	fresh := openIn(t, storetest.MariaURL(t), t.TempDir())
	if diff := cmp.Diff(columnsOfMySQL(t, fresh), columnsOfMySQL(t, db)); diff != "" {
		t.Errorf("columns and indexes (-fresh +cut off):\n%s", diff)
	}
}

// columnsOfMySQL lists the columns and the columns of the indexes of a database.
func columnsOfMySQL(t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	var lines []string
	err := db.Raw(`SELECT CONCAT(table_name, ' ', column_name, ' ', column_type) FROM information_schema.columns WHERE table_schema = DATABASE()
  UNION ALL SELECT CONCAT(table_name, ' ', index_name, ' ', seq_in_index, ' ', column_name) FROM information_schema.statistics
  WHERE table_schema = DATABASE() ORDER BY 1`).Scan(&lines).Error
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "migration_lock") })
}

// What was stored before 0014_names is read by the new names.
func TestRenamedColumnsKeepTheirRows(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db := openBare(t, address)
		former := fstest.MapFS{}
		files, err := fs.Glob(sqldb.MigrationFiles, "migrations/"+db.Name()+"/00*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(sqldb.MigrationFiles, file)
			if err != nil {
				t.Fatal(err)
			}
			if path.Base(file) < "0014" {
				former[file] = &fstest.MapFile{Data: text}
			}
		}
		if err := sqldb.MigrateFrom(db.DB, former); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"INSERT INTO companies (id, public_id, name, active, version, created_at, updated_at, deleted_at) VALUES (1, 'c1', 'Northwind', 1, 7, 0, 0, 0)",
			`INSERT INTO records (id, public_id, company_id, location_id, source_id, resource, data, version, created_at, updated_at, deleted_at)
  VALUES (2, 'p2', 1, 0, 42, 'profile', '{}', 1, 0, 0, 0)`,
			"INSERT INTO run_members (run_id, delivery_id, state, reason, was, resent, at, outcome, cause) VALUES (3, 4, 1, '', 5, 0, 0, 0, '')",
		} {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		if err := sqldb.Migrate(db.DB); err != nil {
			t.Fatal(err)
		}
		var company models.Company
		var record models.Record
		var member resend.Member
		if err := errors.Join(db.Take(&company).Error, db.Take(&record).Error, db.Take(&member).Error); err != nil {
			t.Fatal(err)
		}
		if company.Version != 7 || company.CallbacksVersion != 1 || record.DatabaseRefID != 42 || member.RunID != 3 {
			t.Errorf("read %+v, %+v, %+v", company, record, member)
		}
	})
}

// openBare opens a database without any tables.
func openBare(t *testing.T, address string) *sqldb.DB {
	t.Helper()
	open := func() (*sqldb.DB, error) { return sqldb.OpenMySQL(address) }
	if address == "" {
		open = func() (*sqldb.DB, error) { return sqldb.OpenSQLite(filepath.Join(t.TempDir(), "callboard.db")) }
	}
	db, err := open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
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
				if err := db.Close(); err != nil {
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
		if err := sqldb.Migrate(db.DB); err == nil {
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
		resend.Run{},
		resend.Member{},
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
