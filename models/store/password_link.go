package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// How long a link opens the page on which a person chooses a password: one who
// is invited, and one who has lost it.
const (
	InviteLife = 7 * 24 * time.Hour
	ResetLife  = 24 * time.Hour
)

// passwordLink lets somebody choose a password without knowing the old one.
type passwordLink struct {
	ID        models.ID `gorm:"primaryKey;autoIncrement:false"`
	UserID    models.ID
	TokenHash []byte
	ExpiresAt models.Millis
}

// TableName is the name of the table.
func (passwordLink) TableName() string { return "password_links" }

// NewPasswordLink returns the token of a link by which a person chooses a
// password, once. The one before opens nothing any more; the old password does
// until the link is used. Problems unless by manages the person.
func (s *Store) NewPasswordLink(ctx context.Context, by models.Access, id models.ID) (token string, err error) {
	token = secrets.Token()
	err = s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		life, action := ResetLife, "user.reset_link"
		if u.Invited() {
			life, action = InviteLife, "user.invite_link"
		}
		if u.DisabledAt > 0 {
			return change{}, models.Problems{{Field: "user", Text: "This person is disabled. Enable them first."}}
		}
		if err := dropPasswordLinks(tx, id); err != nil {
			return change{}, err
		}
		link := passwordLink{s.NewID(), id, secrets.TokenHash(token), models.At(s.Now().Add(life))}
		if err := tx.Create(&link).Error; err != nil {
			return change{}, fmt.Errorf("store a password link: %w", err)
		}
		return change{Action: action}, nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// PasswordLinkUser returns who may choose a password by a link; ErrNotFound when
// it was used, is too old or never was.
func (s *Store) PasswordLinkUser(ctx context.Context, token string) (models.User, error) {
	var link passwordLink
	err := s.db.WithContext(ctx).Where("token_hash = ? AND expires_at > ?", secrets.TokenHash(token), s.now()).Take(&link).Error
	if err != nil {
		return models.User{}, orNotFound(err)
	}
	u, err := user(s.db.WithContext(ctx), "id = ?", link.UserID)
	if err == nil && u.DisabledAt > 0 {
		err = models.ErrNotFound
	}
	return u, err
}

// UsePasswordLink stores the password that the person of a link has chosen, ends
// the old one and every session that it opened. Problems when it is no good one,
// ErrNotFound when the link opens nothing.
func (s *Store) UsePasswordLink(ctx context.Context, token, password, address string) (models.User, error) {
	if err := models.CheckPassword(password).Err(); err != nil {
		return models.User{}, err
	}
	u, err := s.PasswordLinkUser(ctx, token)
	if err != nil {
		return u, err
	}
	hash := ""
	if err := s.hashing.do(ctx, func() { hash = secrets.HashPassword(password) }); err != nil {
		return u, err
	}
	return u, s.changeUser(ctx, models.Access{Actor: u.Actor(address)}, u.ID, func(tx *gorm.DB, u *models.User) (change, error) {
		used := tx.Where("token_hash = ? AND user_id = ?", secrets.TokenHash(token), u.ID).Delete(&passwordLink{})
		if used.Error != nil || used.RowsAffected == 0 { // somebody else was first
			return change{}, cmp.Or(used.Error, models.ErrNotFound)
		}
		return change{Action: "user.password"}, s.storePassword(tx, u, hash, "")
	})
}

// dropPasswordLinks makes the links of a person open nothing any more, and takes
// those away that are too old.
func dropPasswordLinks(tx *gorm.DB, user models.ID) error {
	if err := tx.Where("user_id = ?", user).Delete(&passwordLink{}).Error; err != nil {
		return fmt.Errorf("end password links: %w", err)
	}
	return nil
}
