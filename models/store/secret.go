package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/seal"
)

// setting is one fact about the database as a whole.
type setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// keyIDSetting names the key with which the secrets of the database are
// sealed.
const keyIDSetting = "secret_key_id"

// openSecrets reads the secret key, or makes one for a new database. A
// database that was made with another key is refused, because its secrets
// would be lost one by one.
func (s *Store) openSecrets(ctx context.Context) error {
	known, err := s.setting(ctx, keyIDSetting)
	if err != nil {
		return fmt.Errorf("read the id of the secret key: %w", err)
	}
	s.key, err = seal.ReadFile(s.o.SecretFile)
	if errors.Is(err, fs.ErrNotExist) {
		if known != "" {
			return fmt.Errorf("the secret key %s is missing; this database needs the key with id %s", s.o.SecretFile, known)
		}
		s.key, err = seal.MakeFile(s.o.SecretFile)
	}
	if err != nil {
		return fmt.Errorf("read the secret key: %w", err)
	}
	if known == "" {
		if known, err = s.keepSetting(ctx, keyIDSetting, s.key.ID()); err != nil {
			return fmt.Errorf("keep the id of the secret key: %w", err)
		}
	}
	if known != s.key.ID() {
		return fmt.Errorf("the secret key %s has id %s, but this database needs the key with id %s", s.o.SecretFile, s.key.ID(), known)
	}
	return nil
}

// CookieKeys returns the keys that sign and encrypt the session cookie.
func (s *Store) CookieKeys() (hash, block []byte, err error) {
	if hash, err = s.key.Derive("session cookie hash", 32); err != nil {
		return nil, nil, err
	}
	block, err = s.key.Derive("session cookie block", 32)
	return hash, block, err
}

// seal encrypts the secret of a row's column.
func (s *Store) seal(table, column string, id models.ID, plain []byte) []byte {
	return s.key.Seal(seal.Place{Table: table, Column: column, ID: id}, plain)
}

// unseal decrypts what seal returned for the same row and column.
func (s *Store) unseal(table, column string, id models.ID, sealed []byte) ([]byte, error) {
	return s.key.Open(seal.Place{Table: table, Column: column, ID: id}, sealed)
}

// setting returns a setting, or "".
func (s *Store) setting(ctx context.Context, name string) (string, error) {
	var found []setting
	err := s.db.WithContext(ctx).Where("name = ?", name).Find(&found).Error
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].Value, nil
}

// keepSetting stores a setting unless there is one, and returns the stored.
func (s *Store) keepSetting(ctx context.Context, name, value string) (string, error) {
	err := s.tx(ctx, func(tx *gorm.DB) error { return tx.Create(&setting{name, value}).Error })
	if err != nil && !errors.Is(err, gorm.ErrDuplicatedKey) {
		return "", err
	}
	return s.setting(ctx, name)
}
