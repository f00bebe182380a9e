package command

import (
	"context"
	"errors"
	"fmt"

	"callboard/models/store"
)

// changeSecretKey makes another secret key, and encrypts all secrets with it.
func changeSecretKey(ctx context.Context, o store.Options, g given) (string, error) {
	done, err := store.ChangeSecretKey(ctx, o)
	if errors.Is(err, store.ErrLocked) {
		return "", fmt.Errorf("a server uses the data folder %s: stop it first", o.Dir)
	}
	if err != nil {
		return "", err
	}
	fmt.Fprintf(g.stderr, "The secret key has the id %s now; %d secrets are encrypted with it.\n", done.ID, done.Values)
	if done.Lost > 0 {
		fmt.Fprintf(g.stderr, "%d could not be decrypted with the former key either: type them in anew.\n", done.Lost)
	}
	fmt.Fprintf(g.stderr, "Backups from before need the former key, which is in %s. Keep it with them, and give the new one to every instance.\n", done.FormerFile)
	return "", nil
}
