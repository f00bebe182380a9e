package command_test

import (
	"strings"
	"testing"
	"time"

	"callboard/handlers/command"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// A dry run counts what the same line without it removes.
func TestPurge(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		sh := shell{t: t, database: database, dir: t.TempDir()}
		past := time.Now().Add(-10 * 24 * time.Hour)
		s, err := store.Open(t.Context(), store.Options{Database: database, Dir: sh.dir, Now: func() time.Time { return past }})
		if err != nil {
			t.Fatal(err)
		}
		company := storetest.Company(t, s)
		e := models.Event{ID: s.NewID(), PublicID: "e-1", CompanyID: company.ID, Type: "person_added", AcceptedAt: models.At(past)}
		e.ContentHash = e.ContentSum()
		if err := s.Accept(t.Context(), nil, []models.Event{e}, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct{ line, out, log string }{
			{"purge", "", "Removed 0 rows"},
			{"purge -older-than 11 -dry-run", "", "Would remove 0 rows"},
			{"purge -older-than 9 -dry-run", "events\t1\n", "Would remove 1 rows"},
			{"purge -dry-run -older-than=9", "events\t1\n", "Would remove 1 rows"},
			{"purge -older-than 9", "events\t1\n", "Removed 1 rows"},
			{"purge -older-than 9", "", "Removed 0 rows"},
		} {
			out, log, err := sh.run(strings.Fields(tt.line)...)
			if err != nil || out != tt.out || !strings.Contains(log, tt.log) {
				t.Errorf("%s prints %q and %q: %v", tt.line, out, log, err)
			}
		}
		if _, _, err := sh.run("purge", "-older-than", "0"); command.ExitCode(err) != 2 {
			t.Errorf("of no days: %v", err)
		}
	})
}
