package sqldb_test

import (
	"os"
	"path/filepath"
	"testing"

	"callboard/models/store/sqldb"
)

// A question that takes long keeps SQLite from emptying its log, which grows with
// every change. Once it is answered, one checkpoint makes the log small.
func TestTheLogIsEmptiedOnceNobodyReadsIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := openIn(t, "", dir)
	pool, err := db.DB.DB()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("CREATE TABLE filling (part BLOB)").Error; err != nil {
		t.Fatal(err)
	}
	reader, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	rows, err := reader.QueryContext(t.Context(), "SELECT id FROM migrations")
	if err != nil || !rows.Next() {
		t.Fatalf("read a row: %v", err)
	}
	for range 20 {
		if err := db.Exec("INSERT INTO filling VALUES (zeroblob(1048576))").Error; err != nil {
			t.Fatal(err)
		}
	}
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, "callboard.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if small, err := db.Checkpoint(t.Context()); small || err != nil || size() <= sqldb.WALSize {
		t.Errorf("while somebody reads: small %v, %d bytes, %v", small, size(), err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if small, err := db.Checkpoint(t.Context()); !small || err != nil || size() != 0 {
		t.Errorf("afterwards: small %v, %d bytes, %v", small, size(), err)
	}
	if small, err := db.Checkpoint(t.Context()); !small || err != nil {
		t.Errorf("an empty log: small %v, %v", small, err)
	}
	var patience int
	if err := db.Raw("PRAGMA busy_timeout").Scan(&patience).Error; err != nil || patience != 10_000 {
		t.Errorf("a connection waits %d ms for others: %v", patience, err)
	}
}
