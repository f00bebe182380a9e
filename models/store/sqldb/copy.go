package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// The bounds of one statement that copies rows. A row that is larger goes by itself.
const (
	copyRows  = 500
	copyBytes = 256 << 10
)

// ownTables are the tables of migrations, which every database has for itself.
var ownTables = []string{"migrations", "migration_lock"}

// Tables lists the tables that hold records, by name.
func (db *DB) Tables(ctx context.Context) ([]string, error) {
	tables, err := db.WithContext(ctx).Migrator().GetTables()
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	tables = slices.DeleteFunc(tables, func(name string) bool {
		return slices.Contains(ownTables, name) || strings.HasPrefix(name, "sqlite_")
	})
	slices.Sort(tables)
	return tables, nil
}

// CopyTable copies the rows of a table of db to the table of that name in target, and
// returns how many there are. Both tables must have the same columns; at the end it
// compares how many rows were read and have arrived.
func (db *DB) CopyTable(ctx context.Context, target *DB, table string) (count int64, err error) {
	before, err := target.count(ctx, table)
	if err != nil {
		return 0, err
	}
	pool, err := db.DB.DB()
	if err != nil {
		return 0, err
	}
	rows, err := pool.QueryContext(ctx, "SELECT * FROM `"+table+"`") //nolint:gosec // a name from the database's own list
	if err != nil {
		return 0, fmt.Errorf("read the table %s: %w", table, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	batch := copyBatch{target: target, table: table, columns: columns}
	for rows.Next() {
		values, err := scanRow(rows, len(columns))
		if err != nil {
			return 0, fmt.Errorf("read the table %s: %w", table, err)
		}
		if err := batch.add(ctx, values); err != nil {
			return 0, err
		}
		count++
	}
	if err := errors.Join(rows.Err(), batch.flush(ctx)); err != nil {
		return 0, fmt.Errorf("copy the table %s: %w", table, err)
	}
	after, err := target.count(ctx, table)
	if err == nil && after-before != count {
		err = fmt.Errorf("of %d rows of the table %s, %d arrived", count, table, after-before)
	}
	return count, err
}

// count returns the number of rows of a table.
func (db *DB) count(ctx context.Context, table string) (count int64, err error) {
	if err := db.WithContext(ctx).Table("`" + table + "`").Count(&count).Error; err != nil {
		return 0, fmt.Errorf("count the rows of the table %s: %w", table, err)
	}
	return count, nil
}

// scanRow returns the values of the row that rows stands at.
func scanRow(rows *sql.Rows, columns int) ([]any, error) {
	values, into := make([]any, columns), make([]any, columns)
	for i := range values {
		into[i] = &values[i]
	}
	return values, rows.Scan(into...)
}

// copyBatch gathers rows of a table for one statement.
type copyBatch struct {
	target  *DB
	table   string
	columns []string
	values  []any
	rows    int
	bytes   int
}

// add takes a row, and writes those before it when they are many.
func (b *copyBatch) add(ctx context.Context, row []any) error {
	size := 0
	for _, value := range row {
		switch v := value.(type) {
		case string:
			size += len(v)
		case []byte:
			size += len(v)
		}
	}
	if b.rows == copyRows || b.rows > 0 && b.bytes+size > copyBytes {
		if err := b.flush(ctx); err != nil {
			return fmt.Errorf("copy the table %s: %w", b.table, err)
		}
	}
	b.values, b.rows, b.bytes = append(b.values, row...), b.rows+1, b.bytes+size
	return nil
}

// flush writes the rows that are gathered.
func (b *copyBatch) flush(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	row := "(" + strings.Repeat("?,", len(b.columns)-1) + "?)"
	statement := "INSERT INTO `" + b.table + "` (`" + strings.Join(b.columns, "`,`") + "`) VALUES " + row + strings.Repeat(","+row, b.rows-1)
	values := b.values
	b.values, b.rows, b.bytes = nil, 0, 0
	return b.target.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(statement, values...).Error })
}

// IsEmpty says whether none of the tables has a row.
func (db *DB) IsEmpty(ctx context.Context, tables []string) (bool, error) {
	for _, table := range tables {
		var any []int
		if err := db.WithContext(ctx).Raw("SELECT 1 FROM `" + table + "` LIMIT 1").Scan(&any).Error; err != nil {
			return false, fmt.Errorf("look for rows in the table %s: %w", table, err)
		}
		if len(any) > 0 {
			return false, nil
		}
	}
	return true, nil
}

// Clear takes all rows out of the tables.
func (db *DB) Clear(ctx context.Context, tables []string) error {
	for _, table := range tables {
		if err := db.WithContext(ctx).Exec("DELETE FROM `" + table + "`").Error; err != nil {
			return fmt.Errorf("empty the table %s: %w", table, err)
		}
	}
	return nil
}
