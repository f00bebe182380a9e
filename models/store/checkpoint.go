package store

import "context"

// Checkpoint empties the log of an SQLite database when it has grown, and says
// whether it is small now.
func (s *Store) Checkpoint(ctx context.Context) (small bool, err error) { return s.db.Checkpoint(ctx) }
