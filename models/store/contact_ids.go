package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// contactID is the id that somebody's own system has for a contact: there is one
// contact of it at a location.
type contactID struct {
	LocationID models.ID `gorm:"primaryKey;autoIncrement:false"`
	APIID      string    `gorm:"column:api_id;primaryKey"`
	RecordID   models.ID
	CompanyID  models.ID
}

// contactIDBytes is the longest id that is kept as it is; of a longer one its hash is.
const contactIDBytes = 768

// contactIDOf returns the contact_api_id of a contact as it is compared, "" for none.
func contactIDOf(data []byte) string {
	var contact struct {
		APIID string `json:"contact_api_id"`
	}
	_ = json.Unmarshal(data, &contact) // before there was a contact there is no data
	id := contact.APIID
	if len(id) > contactIDBytes {
		hash := sha256.Sum256([]byte(id))
		return "sha256:" + hex.EncodeToString(hash[:])
	}
	return id
}

// noteContactID keeps the contact_api_id of a contact that was stored. Problems when
// another contact of the location has it. Contacts that shared one before there was
// this rule stay as they are until it is changed.
func noteContactID(tx *gorm.DB, r models.Record, before []byte) error {
	if r.Resource != "contact" {
		return nil
	}
	was, now := contactIDOf(before), contactIDOf(r.Data)
	if r.DeletedAt != 0 {
		now = ""
	}
	if was == now {
		return nil
	}
	if err := tx.Where("record_id = ?", r.ID).Delete(&contactID{}).Error; err != nil {
		return fmt.Errorf("free the id of contact %s: %w", r.PublicID, err)
	}
	if now == "" {
		return nil
	}
	err := tx.Create(&contactID{LocationID: r.LocationID, APIID: now, RecordID: r.ID, CompanyID: r.CompanyID}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Problems{{Field: "contact_api_id", Code: models.Taken, Text: "Contact Api Id has already been taken."}}
	}
	if err != nil {
		return fmt.Errorf("keep the id of contact %s: %w", r.PublicID, err)
	}
	return nil
}
