package delivery

import (
	"context"
	"fmt"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/wire"
)

// verifyTimeout is how long the request to one address may take (SPEC 3).
const verifyTimeout = 10 * time.Second

// Verifier checks that receivers answer, before events are sent to them.
type Verifier struct {
	store  *store.Store
	engine *Engine
}

// Verifier returns a verifier that sends as the engine does.
func (e *Engine) Verifier(s *store.Store) Verifier { return Verifier{store: s, engine: e} }

// Try makes one request without events to the URL of a callback, which has its
// secrets; for CloudEvents the handshake goes before it. Nothing is stored.
func (v Verifier) Try(ctx context.Context, c models.Callback) models.Attempt {
	if !c.ShakesHands() {
		return v.try(ctx, c, c.URL)
	}
	started := time.Now()
	hands := v.engine.sender.Send(ctx, wire.HandshakeRequest(c, v.store.Origin()), verifyTimeout, false)
	hands.StartedAt, hands.Number = models.At(started), 1
	a := v.try(ctx, c, c.URL)
	if hands.Code != 0 || a.Code != 0 { // where neither came through, one tells why
		a.Handshake = &hands
	}
	return a
}

func (v Verifier) try(ctx context.Context, c models.Callback, url string) models.Attempt {
	started := time.Now()
	a := v.engine.sender.Send(ctx, wire.VerificationRequest(c, url), verifyTimeout, false)
	a.StartedAt, a.Number, a.Backup = models.At(started), 1, url != c.URL
	return withRedirects(a, c)
}

// Verify makes a request without events to the URL and to the backup URL of a
// callback. When both answer 2xx the callback is verified, and the deliveries
// that were held for that are released. Problems name the secrets of its sign-in
// that are lost: no request is made then.
func (v Verifier) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := v.store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	verification := models.Verification{Attempts: []models.Attempt{v.Try(ctx, c)}}
	if backup := c.Settings.BackupURL; backup != "" {
		verification.Attempts = append(verification.Attempts, v.try(ctx, c, backup))
	}
	verification.Released, err = v.store.RecordVerification(ctx, by, c, verification.Attempts)
	if err != nil {
		return verification, fmt.Errorf("keep what came of trying callback %s: %w", publicID, err)
	}
	v.engine.Wake()
	return verification, nil
}
