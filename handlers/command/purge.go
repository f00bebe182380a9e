package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"callboard/models/store"
)

// purge removes what is kept no longer, and lists of each table how much that was.
func purge(ctx context.Context, s *store.Store, g given) (string, error) {
	keep := g.keep
	if text, said := g.values["older-than"]; said {
		days, err := strconv.Atoi(text)
		if err != nil || days < 1 || days > store.MostDays {
			return "", UsageError{fmt.Sprintf("-older-than must be a whole number of days from 1 to %d", store.MostDays)}
		}
		keep.Log = time.Duration(days) * 24 * time.Hour
	}
	retention, verb := s.Retention(keep), "Removed"
	work := retention.Purge
	if g.values["dry-run"] != "" {
		work, verb = retention.Count, "Would remove"
	}
	purged, err := work(ctx)
	var lines []string
	var all int64
	for _, p := range purged {
		if p.Rows > 0 {
			lines = append(lines, p.Table+"\t"+strconv.FormatInt(p.Rows, 10))
		}
		all += p.Rows
	}
	fmt.Fprintf(g.stderr, "%s %d rows, and what belongs to them.\n", verb, all)
	return strings.Join(lines, "\n"), err
}
