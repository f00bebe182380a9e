package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models/store/secrets"
)

// setting is one fact about the database as a whole.
type setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// keepSetting stores a setting, in the place of what it was before.
func keepSetting(tx *gorm.DB, kept setting) error {
	replaced := clause.OnConflict{Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"})}
	return tx.Clauses(replaced).Create(&kept).Error
}

// keyID is the setting that names the key of the database's secrets.
const keyID = "secret_key_id"

// openSecretKey reads the key in file, or makes one for a new database. A database
// that was made with another key is refused, because its secrets would be
// lost one by one.
func openSecretKey(ctx context.Context, db *gorm.DB, file string) (secrets.Key, error) {
	db = db.WithContext(ctx)
	neededID, err := readKeyID(db)
	if err != nil {
		return secrets.Key{}, err
	}
	if err := finishKeyChange(file, neededID); err != nil {
		return secrets.Key{}, err
	}
	key, err := secrets.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if neededID != "" {
			return key, fmt.Errorf("the secret key %s is missing; this database needs the key with id %s", file, neededID)
		}
		key, err = secrets.MakeFile(file)
	}
	if err != nil {
		return key, fmt.Errorf("read the secret key: %w", err)
	}
	if key.IsGuessable() {
		if neededID == "" {
			return key, fmt.Errorf("the secret key %s can be guessed: take the file away, and a random one is made", file)
		}
		slog.WarnContext(ctx, "the secret key can be guessed: whoever has a copy of the database can read its secrets", "file", file)
	}
	if neededID == "" {
		if neededID, err = keepKeyID(db, key.ID()); err != nil {
			return key, err
		}
	}
	if neededID != key.ID() {
		return key, fmt.Errorf("the secret key %s has id %s, but this database needs the key with id %s", file, key.ID(), neededID)
	}
	return key, nil
}

// finishKeyChange puts the next key in its place when the database needs it already:
// the program that changed the key was cut off before it could.
func finishKeyChange(file, neededID string) error {
	next, err := secrets.ReadFile(nextKeyFile(file))
	if err != nil || next.ID() != neededID {
		return nil // there is none, or it does not count
	}
	former, err := secrets.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // missing: it was cut off between the two steps
		return fmt.Errorf("read the former secret key: %w", err)
	}
	return placeKeyFile(file, former.ID())
}

// readKeyID returns the id of the database's key, "" for a new database.
func readKeyID(db *gorm.DB) (string, error) {
	var settings []setting
	if err := db.Where("name = ?", keyID).Find(&settings).Error; err != nil {
		return "", fmt.Errorf("read the id of the secret key: %w", err)
	}
	if len(settings) == 0 {
		return "", nil
	}
	return settings[0].Value, nil
}

// keepKeyID stores the id of the key unless another program was faster, and
// returns the one that is stored.
func keepKeyID(db *gorm.DB, id string) (string, error) {
	err := db.Create(&setting{keyID, id}).Error
	if err != nil && !errors.Is(err, gorm.ErrDuplicatedKey) {
		return "", fmt.Errorf("keep the id of the secret key: %w", err)
	}
	return readKeyID(db)
}
