package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// ErrInstanceRuns says that another instance works on the database, which would go
// on with the former secret key.
var ErrInstanceRuns = errors.New("another instance of Callboard works on this database: stop it first")

// runsFor is how long an instance counts as running after its last sign of life.
const runsFor = time.Minute

// KeyChange is what came of a change of the secret key.
type KeyChange struct {
	ID, FormerID string
	FormerFile   string // where the former key lies: backups from before need it
	Values       int    // encrypted anew
	Lost         int    // that could not be decrypted before, and are left as they are
}

// ChangeSecretKey makes another secret key and encrypts with it all that the
// database of o keeps secret. No server may run meanwhile. It is all or nothing:
// cut off after the database has changed, the next start finds the new key and puts
// it in its place.
func ChangeSecretKey(ctx context.Context, o Options) (done KeyChange, err error) {
	o.Server = true // it holds the data folder
	s, err := Open(ctx, o)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var others int64
	err = s.db.WithContext(ctx).Model(&instanceRow{}).
		Where("number <> ? AND token <> '' AND heartbeat_at > ?", s.instance.Number(), s.ago(runsFor)).Count(&others).Error
	if err != nil {
		return done, fmt.Errorf("look for other instances: %w", err)
	}
	if others > 0 {
		return done, ErrInstanceRuns
	}
	next := nextKeyFile(s.o.SecretFile)
	if err := os.Remove(next); err != nil && !errors.Is(err, os.ErrNotExist) { // of a change that was cut off before it counted
		return done, fmt.Errorf("make another secret key: %w", err)
	}
	key, err := secrets.MakeFile(next)
	if err != nil {
		return done, fmt.Errorf("make another secret key: %w", err)
	}
	done = KeyChange{ID: key.ID(), FormerID: s.key.ID(), FormerFile: s.o.SecretFile + "." + s.key.ID()}
	if err := s.tx(ctx, func(tx *gorm.DB) error { return s.encryptAnew(tx, key, &done) }); err != nil {
		return done, errors.Join(err, os.Remove(next))
	}
	return done, placeKeyFile(s.o.SecretFile, s.key.ID())
}

// nextKeyFile is where the key lies that takes the place of the one in file.
func nextKeyFile(file string) string { return file + ".next" }

// placeKeyFile puts the next key into the place of file, and the one that was there
// beside it.
func placeKeyFile(file, formerID string) error {
	if err := os.Rename(file, file+"."+formerID); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("put the former secret key aside: %w", err)
	}
	if err := os.Rename(nextKeyFile(file), file); err != nil {
		return fmt.Errorf("put the new secret key in its place: %w", err)
	}
	return nil
}

// encryptAnew encrypts with key, in tx, all that the key of s has encrypted.
func (s *Store) encryptAnew(tx *gorm.DB, key secrets.Key, done *KeyChange) error {
	done.Values, done.Lost = 0, 0 // the transaction may run again
	anew := func(at secrets.Column, value []byte) []byte {
		if len(value) == 0 {
			return value
		}
		plain, err := s.key.Decrypt(at, value)
		if err != nil {
			done.Lost++
			return value
		}
		done.Values++
		return key.Encrypt(at, plain)
	}
	var callbacks []models.Callback
	if err := tx.Select("id", secretsColumn, signingColumn).Find(&callbacks).Error; err != nil {
		return fmt.Errorf("read the secrets of callbacks: %w", err)
	}
	for _, c := range callbacks {
		if len(c.EncryptedSecrets)+len(c.EncryptedKeys) == 0 {
			continue
		}
		err := tx.Model(&models.Callback{}).Where("id = ?", c.ID).UpdateColumns(map[string]any{
			secretsColumn: anew(secrets.Column{Table: callbackTable, Column: secretsColumn, ID: c.ID}, c.EncryptedSecrets),
			signingColumn: anew(secrets.Column{Table: callbackTable, Column: signingColumn, ID: c.ID}, c.EncryptedKeys),
		}).Error
		if err != nil {
			return fmt.Errorf("encrypt the secrets of a callback anew: %w", err)
		}
	}
	var answers []idempotencyRow
	if err := tx.Find(&answers).Error; err != nil {
		return fmt.Errorf("read the answers of calls: %w", err)
	}
	for _, row := range answers {
		if len(row.Answer) == 0 {
			continue
		}
		err := tx.Model(&idempotencyRow{}).Where("company_id = ? AND name = ?", row.CompanyID, row.Name).
			Update("answer", anew(idempotencyColumn, row.Answer)).Error
		if err != nil {
			return fmt.Errorf("encrypt the answer of a call anew: %w", err)
		}
	}
	changed := tx.Model(&setting{}).Where("name = ? AND value = ?", keyID, s.key.ID()).Update("value", key.ID())
	if err := requireChanged(changed); err != nil {
		return fmt.Errorf("keep the id of the new secret key: %w", err)
	}
	return s.audit(tx, models.System("command line"), change{Action: "secret_key.change", Kind: "secret_key", Name: key.ID()})
}
