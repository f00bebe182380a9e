package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"callboard/models"
)

// HasUsers says whether anybody can sign in yet.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	var ids []models.ID
	err := s.db.WithContext(ctx).Model(&models.User{}).Where("deleted_at = 0").Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, err
}

// firstUserSetting is there once the first admin was made, so that two who
// set up at once cannot both become it.
const firstUserSetting = "first_user"

// CreateFirstUser makes the first admin, and returns ErrConflict when there
// is a user already.
func (s *Store) CreateFirstUser(ctx context.Context, email, password string) (models.User, error) {
	n := models.NewUser{Email: email, Password: password, Grant: models.Grant{Role: models.Admin}}
	if err := n.Check().Err(); err != nil {
		return models.User{}, err
	}
	u, err := s.newUser(ctx, n)
	if err != nil {
		return models.User{}, err
	}
	return u, s.tx(ctx, func(tx *gorm.DB) error {
		var users int64
		if err := tx.Model(&models.User{}).Limit(1).Count(&users).Error; err != nil {
			return err
		}
		if users > 0 {
			return models.ErrConflict
		}
		err := tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?)", firstUserSetting, u.ID.String()).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return models.ErrConflict
		}
		if err != nil {
			return err
		}
		return s.insertUser(tx, models.System("setup"), u)
	})
}
