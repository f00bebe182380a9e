package command

import (
	"context"
	"fmt"
	"path/filepath"

	"callboard/models/store"
)

// backUp copies the database to a file, and says what else must be kept.
func backUp(ctx context.Context, o store.Options, g given) (string, error) {
	size, err := store.Backup(ctx, o, g.name)
	if err != nil {
		return "", err
	}
	key, err := filepath.Abs(o.SecretKeyFile())
	if err != nil {
		return "", err
	}
	fmt.Fprintf(g.stderr, "The backup holds %.1f MB.\n", float64(size)/1e6)
	fmt.Fprintf(g.stderr, "The secret key %s belongs to it: keep a copy of that too, in another place. Without it the backup cannot be used.\n", key)
	return g.name, nil
}
