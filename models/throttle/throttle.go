// Package throttle slows down those who guess passwords.
package throttle

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/database"
)

// After so many wrong passwords within the window, for one e-mail or from one
// address, the next try must wait.
const (
	most   = 5
	window = 15 * time.Minute
	wait   = time.Minute
)

// Throttle counts wrong sign-ins in the database.
type Throttle struct {
	DB  *gorm.DB
	Now func() time.Time
}

// Try is somebody's attempt to sign in.
type Try struct{ email, address []byte }

// Of returns the try with an e-mail, which nobody may have, from an address.
func Of(email, address string) Try {
	return Try{email: digest("email:" + email), address: digest("address:" + network(address))}
}

// failure is a try that was wrong. What was typed is kept hashed: it may have
// been a password.
type failure struct {
	ID          models.ID `gorm:"primaryKey;autoIncrement:false"`
	EmailHash   []byte
	AddressHash []byte
	At          models.Millis
}

// TableName is the name of the table.
func (failure) TableName() string { return "sign_in_failures" }

// Check returns models.TooManyError when too many tries with the same e-mail
// or from the same address were wrong.
func (t Throttle) Check(ctx context.Context, try Try) error {
	var longest time.Duration
	for column, hash := range map[string][]byte{"email_hash": try.email, "address_hash": try.address} {
		var at []models.Millis
		err := t.DB.WithContext(ctx).Model(&failure{}).Where(column+" = ? AND at >= ?", hash, t.since()).
			Order("at DESC").Limit(most).Pluck("at", &at).Error
		if err != nil {
			return fmt.Errorf("count wrong sign-ins: %w", err)
		}
		if len(at) == most {
			longest = max(longest, at[0].Time().Add(wait).Sub(t.Now()))
		}
	}
	if longest > 0 {
		return models.TooManyError{Wait: longest}
	}
	return nil
}

// Wrong notes that a try was wrong, under a new id.
func (t Throttle) Wrong(ctx context.Context, try Try, id models.ID) error {
	err := database.Tx(ctx, t.DB, func(tx *gorm.DB) error {
		if err := tx.Where("at < ?", t.since()).Delete(&failure{}).Error; err != nil {
			return err
		}
		return tx.Create(&failure{id, try.email, try.address, models.At(t.Now())}).Error
	})
	if err != nil {
		return fmt.Errorf("note a wrong sign-in: %w", err)
	}
	return nil
}

// Right forgets, in tx, what was wrong with the e-mail of a try.
func Right(tx *gorm.DB, try Try) error {
	return tx.Where("email_hash = ?", try.email).Delete(&failure{}).Error
}

func (t Throttle) since() models.Millis { return models.At(t.Now().Add(-window)) }

func digest(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// network returns what counts as one address: of IPv6 the /64 that one
// customer gets, of anything else the text itself.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
