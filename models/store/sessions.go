package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// How long a session lives without a request, and at most; and how old the
// note of its last request may be.
const (
	sessionIdle = 12 * time.Hour
	sessionLife = 7 * 24 * time.Hour
	noteAge     = time.Minute
)

// session is one signed-in browser.
type session struct {
	ID        models.ID `gorm:"primaryKey;autoIncrement:false"`
	TokenHash []byte
	UserID    models.ID
	CreatedAt models.Millis `gorm:"autoCreateTime:false"`
	SeenAt    models.Millis
	Address   string
	Agent     string
}

// StartSession opens a session and returns its token.
func (s *Store) StartSession(ctx context.Context, user models.ID, address, agent string) (token string, err error) {
	token = secrets.Token()
	one := session{
		ID: s.NewID(), TokenHash: secrets.TokenHash(token), UserID: user, CreatedAt: s.now(), SeenAt: s.now(),
		Address: models.Shorten(address, 64), Agent: models.Shorten(agent, 255),
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		over := tx.Where("seen_at < ? OR created_at < ?", s.ago(sessionIdle), s.ago(sessionLife)).Delete(&session{})
		if over.Error != nil {
			return over.Error
		}
		if err := tx.Create(&one).Error; err != nil {
			return err
		}
		return s.auditSession(tx, "session.start", one)
	})
	if err != nil {
		return "", fmt.Errorf("start a session: %w", err)
	}
	return token, nil
}

// SessionUser returns the user of a live session and notes that it was seen;
// ErrNotFound when the session is unknown, idle for 12 hours or 7 days old.
func (s *Store) SessionUser(ctx context.Context, token string) (models.User, error) {
	found, err := s.session(ctx, token)
	if err != nil {
		return models.User{}, err
	}
	if found.SeenAt <= s.ago(noteAge) {
		err := s.tx(ctx, func(tx *gorm.DB) error {
			return tx.Model(&session{}).Where("id = ? AND seen_at = ?", found.ID, found.SeenAt).Update("seen_at", s.now()).Error
		})
		if err != nil {
			return models.User{}, fmt.Errorf("note a session: %w", err)
		}
	}
	return user(s.db.WithContext(ctx), "id = ?", found.UserID)
}

// EndSession signs out. A session that is over already stays so.
func (s *Store) EndSession(ctx context.Context, token string) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var found []session
		err := tx.Where("token_hash = ?", secrets.TokenHash(token)).Find(&found).Error
		if err != nil || len(found) == 0 {
			return err
		}
		if err := tx.Delete(&found[0]).Error; err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		return s.auditSession(tx, "session.end", found[0])
	})
}

// session returns the live session of a token.
func (s *Store) session(ctx context.Context, token string) (session, error) {
	var found session
	err := s.db.WithContext(ctx).
		Where("token_hash = ? AND seen_at > ? AND created_at > ?", secrets.TokenHash(token), s.ago(sessionIdle), s.ago(sessionLife)).
		Take(&found).Error
	return found, one(err)
}

// auditSession records that a person signed in or out.
func (s *Store) auditSession(tx *gorm.DB, action string, of session) error {
	u, err := user(tx, "id = ?", of.UserID)
	if err != nil {
		return err
	}
	by := models.Access{Actor: u.Actor(of.Address)}
	return s.audit(tx, by, change{Action: action, Kind: "session", ID: of.ID, Name: u.Email})
}

// ago returns the moment that lies d back.
func (s *Store) ago(d time.Duration) models.Millis { return models.At(s.Now().Add(-d)) }
