package store

import (
	"bytes"
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
	// A session that is over is known for a while: what its person sends then goes
	// on to them alone once they have signed in again.
	sessionKnown = 24 * time.Hour
)

// sessionRow is one signed-in browser.
type sessionRow struct {
	ID        models.ID `gorm:"primaryKey;autoIncrement:false"`
	TokenHash []byte
	UserID    models.ID
	CreatedAt models.Millis `gorm:"autoCreateTime:false"`
	SeenAt    models.Millis
	Address   string
	Agent     string
}

// TableName is the name of the table.
func (sessionRow) TableName() string { return "sessions" }

// StartSession opens a session and returns its token.
func (s *Store) StartSession(ctx context.Context, user models.ID, address, agent string) (token string, err error) {
	token = secrets.Token()
	opened := sessionRow{
		ID: s.NewID(), TokenHash: secrets.TokenHash(token), UserID: user, CreatedAt: s.now(), SeenAt: s.now(),
		Address: models.Shorten(address, 64), Agent: models.Shorten(agent, 255),
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		over := tx.Where("seen_at < ? OR created_at < ?", s.ago(sessionIdle+sessionKnown), s.ago(sessionLife+sessionKnown)).Delete(&sessionRow{})
		if over.Error != nil {
			return over.Error
		}
		if err := tx.Create(&opened).Error; err != nil {
			return err
		}
		return s.auditSession(tx, "session.start", opened)
	})
	if err != nil {
		return "", fmt.Errorf("start a session: %w", err)
	}
	return token, nil
}

// SessionUser returns the user of a live session and notes that it was seen;
// ErrNotFound when the session is unknown, idle for 12 hours or 7 days old.
func (s *Store) SessionUser(ctx context.Context, token string) (models.User, error) {
	session, err := s.liveSession(ctx, token)
	if err != nil {
		return models.User{}, err
	}
	if session.SeenAt <= s.ago(noteAge) {
		err := s.tx(ctx, func(tx *gorm.DB) error {
			return tx.Model(&sessionRow{}).Where("id = ? AND seen_at = ?", session.ID, session.SeenAt).Update("seen_at", s.now()).Error
		})
		if err != nil {
			return models.User{}, fmt.Errorf("note a session: %w", err)
		}
	}
	u, err := user(s.db.WithContext(ctx), "id = ?", session.UserID)
	if err == nil && u.DisabledAt > 0 {
		err = models.ErrNotFound
	}
	return u, err
}

// EndedSessionUser returns whose a session was that has run out; ErrNotFound when it
// is not known any more, or was ended.
func (s *Store) EndedSessionUser(ctx context.Context, token string) (models.ID, error) {
	var session sessionRow
	err := s.db.WithContext(ctx).Where("token_hash = ?", secrets.TokenHash(token)).Take(&session).Error
	return session.UserID, orNotFound(err)
}

// UserSessions lists the live sessions of a person, the last used first. token
// is that of the asker.
func (s *Store) UserSessions(ctx context.Context, id models.ID, token string) ([]models.SessionRow, error) {
	var sessions []sessionRow
	err := s.db.WithContext(ctx).
		Where("user_id = ? AND seen_at > ? AND created_at > ?", id, s.ago(sessionIdle), s.ago(sessionLife)).
		Order("seen_at DESC, id").Find(&sessions).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	rows := make([]models.SessionRow, len(sessions))
	for i, session := range sessions {
		rows[i] = models.SessionRow{
			ID: session.ID, CreatedAt: session.CreatedAt, SeenAt: session.SeenAt, Address: session.Address, Agent: session.Agent,
			Current: bytes.Equal(session.TokenHash, secrets.TokenHash(token)),
		}
	}
	return rows, nil
}

// EndUserSessions signs a person out: of the browser that session names, or of
// all with zero. by is themselves, or somebody who manages them: Problems
// otherwise.
func (s *Store) EndUserSessions(ctx context.Context, by models.Access, id, session models.ID) error {
	return s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		return change{Action: "user.sign_out"}, endSessions(tx, u.ID, session)
	})
}

// endSessions ends a session of a person, or all with zero.
func endSessions(tx *gorm.DB, user, session models.ID) error {
	q := tx.Where("user_id = ?", user)
	if session != 0 {
		q = q.Where("id = ?", session)
	}
	if err := q.Delete(&sessionRow{}).Error; err != nil {
		return fmt.Errorf("end the sessions of a user: %w", err)
	}
	return nil
}

// EndSession signs out. A session that is over already stays so.
func (s *Store) EndSession(ctx context.Context, token string) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var sessions []sessionRow
		err := tx.Where("token_hash = ?", secrets.TokenHash(token)).Find(&sessions).Error
		if err != nil || len(sessions) == 0 {
			return err
		}
		if err := tx.Delete(&sessions[0]).Error; err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		return s.auditSession(tx, "session.end", sessions[0])
	})
}

// liveSession returns the live session of a token.
func (s *Store) liveSession(ctx context.Context, token string) (sessionRow, error) {
	var session sessionRow
	err := s.db.WithContext(ctx).
		Where("token_hash = ? AND seen_at > ? AND created_at > ?", secrets.TokenHash(token), s.ago(sessionIdle), s.ago(sessionLife)).
		Take(&session).Error
	return session, orNotFound(err)
}

// auditSession records that a person signed in or out.
func (s *Store) auditSession(tx *gorm.DB, action string, of sessionRow) error {
	u, err := user(tx, "id = ?", of.UserID)
	if err != nil {
		return err
	}
	by := models.Access{Actor: u.Actor(of.Address)}
	return s.audit(tx, by, change{Action: action, Kind: "session", ID: of.ID, Name: u.Email})
}

// ago returns the moment that lies d back.
func (s *Store) ago(d time.Duration) models.Millis { return models.At(s.Now().Add(-d)) }
