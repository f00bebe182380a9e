package delivery

import (
	"context"
	"fmt"
	"time"

	"callboard/models"
	"callboard/wire"
)

// trialTime is how long trying an address may take (SPEC 3).
const trialTime = 10 * time.Second

// VerificationStore keeps what came of trying the addresses of callbacks.
type VerificationStore interface {
	CallbackWithSecrets(ctx context.Context, in models.Scope, publicID string) (models.Callback, error)
	RecordVerification(ctx context.Context, by models.Access, c models.Callback, made []models.Attempt) (released int, err error)
}

// Verifier tries whether receivers answer, before anything is sent to them.
type Verifier struct {
	Store  VerificationStore
	Sender *Sender
	Wake   func() // tells the engine that deliveries came due
}

// Verifier returns what tries addresses as the engine would send to them.
func (e *Engine) Verifier(s VerificationStore) Verifier {
	return Verifier{Store: s, Sender: e.sender, Wake: e.Wake}
}

// Try makes one request without events to the URL of a callback, which has its
// secrets. Nothing is stored.
func (v Verifier) Try(ctx context.Context, c models.Callback) models.Attempt {
	return v.try(ctx, c, c.URL)
}

func (v Verifier) try(ctx context.Context, c models.Callback, url string) models.Attempt {
	started := time.Now()
	a := v.Sender.Send(ctx, wire.Trial(c, url), trialTime)
	a.StartedAt, a.Number, a.Backup = models.At(started), 1, url != c.URL
	return a
}

// Verify tries the URL and the backup URL of a callback. When both answer 2xx
// it is verified, and what was held for that goes. Problems name what of its
// sign-in is lost: nothing is sent then.
func (v Verifier) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := v.Store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	done := models.Verification{Attempts: []models.Attempt{v.Try(ctx, c)}}
	if backup := c.Settings.BackupURL; backup != "" {
		done.Attempts = append(done.Attempts, v.try(ctx, c, backup))
	}
	done.Released, err = v.Store.RecordVerification(ctx, by, c, done.Attempts)
	if err != nil {
		return done, fmt.Errorf("keep what came of trying callback %s: %w", publicID, err)
	}
	v.Wake()
	return done, nil
}
