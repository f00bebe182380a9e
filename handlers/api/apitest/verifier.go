package apitest

import (
	"context"

	"callboard/models"
	"callboard/models/store"
)

// Verifier tries receivers in the place of the engine: Answer says how each
// URL of a callback answers.
type Verifier struct {
	Store  *store.Store
	Answer func(c models.Callback, url string) models.Attempt
}

// Try asks for the URL of a callback.
func (v Verifier) Try(_ context.Context, c models.Callback) models.Attempt { return v.Answer(c, c.URL) }

// Verify asks for the URL and the backup URL of a callback, and stores what
// came of it.
func (v Verifier) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := v.Store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	done := models.Verification{Attempts: []models.Attempt{v.Answer(c, c.URL)}}
	if backup := c.Settings.BackupURL; backup != "" {
		done.Attempts = append(done.Attempts, v.Answer(c, backup))
	}
	done.Released, err = v.Store.RecordVerification(ctx, by, c, done.Attempts)
	return done, err
}
