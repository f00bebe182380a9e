package command

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"callboard/models/store"
)

// copyDatabase copies the SQLite database to a MySQL one, and says what to do then.
func copyDatabase(ctx context.Context, o store.Options, g given) (string, error) {
	var all int64
	err := store.Copy(ctx, o, strings.TrimSpace(g.values["to"]), func(table string, rows int64) {
		all += rows
		fmt.Fprintf(g.stderr, "%-20s %10d\n", table, rows)
	})
	if err != nil {
		return "", err
	}
	folder, err := filepath.Abs(o.Dir)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(g.stderr, "Copied %d rows. Start Callboard with -database, on the same data folder %s: its secret key belongs to the copy.\n", all, folder)
	fmt.Fprintln(g.stderr, "Put callboard.db aside: a program that is started on it sends what waits a second time.")
	return "", nil
}
