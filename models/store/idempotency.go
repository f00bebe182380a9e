package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

var (
	// ErrKeyUsed says that the key was used for another call.
	ErrKeyUsed = errors.New("the Idempotency-Key was used for another request")
	// ErrKeyBusy says that the call is still being answered.
	ErrKeyBusy = errors.New("the request with this Idempotency-Key is still being worked on")
)

const (
	// idempotencyKept is how long an answer is kept.
	idempotencyKept = 24 * time.Hour
	// idempotencyTimeout is how long a call may take until it counts as broken off.
	idempotencyTimeout = 2 * time.Minute
)

// IdempotentCall is a call that has an Idempotency-Key.
type IdempotentCall struct {
	Name string // the key, and who calls; unique
	Hash []byte // of all that the call asks for
}

// IdempotentAnswer is the answer that a call got.
type IdempotentAnswer struct {
	Code     int    `json:"code"`
	Type     string `json:"type"`
	Location string `json:"location,omitempty"`
	Body     []byte `json:"body"`
}

// idempotencyRow is a row of the table. Code is zero while the call is being
// answered.
type idempotencyRow struct {
	CompanyID   models.ID `gorm:"primaryKey;autoIncrement:false"`
	Name        string    `gorm:"primaryKey"`
	RequestHash []byte
	Code        int
	Answer      []byte
	CreatedAt   models.Millis `gorm:"autoCreateTime:false"`
}

// TableName is the name of the table.
func (idempotencyRow) TableName() string { return "idempotency_keys" }

// idempotencyColumn is what the encryption of answers is bound to.
var idempotencyColumn = secrets.Column{Table: "idempotency_keys", Column: "answer"}

// purgeIdempotency removes the answers that are kept no longer.
func (s *Store) purgeIdempotency(tx *gorm.DB) error {
	return tx.Where("created_at < ?", s.ago(idempotencyKept)).Delete(&idempotencyRow{}).Error
}

// BeginIdempotent stores that a call is being answered, or returns its answer when
// it was answered before. ErrKeyUsed and ErrKeyBusy when the key is taken.
func (s *Store) BeginIdempotent(ctx context.Context, c IdempotentCall) (*IdempotentAnswer, error) {
	now := models.At(s.Now())
	row := idempotencyRow{Name: c.Name, RequestHash: c.Hash, CreatedAt: now}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := s.purgeIdempotency(tx); err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if err == nil {
		return nil, nil
	}
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil, fmt.Errorf("note a call: %w", err)
	}
	return s.repeatIdempotent(ctx, c, now)
}

// repeatIdempotent answers a call whose key is stored already. One that was broken
// off is answered anew.
func (s *Store) repeatIdempotent(ctx context.Context, c IdempotentCall, now models.Millis) (*IdempotentAnswer, error) {
	var row idempotencyRow
	if err := s.db.WithContext(ctx).Where("company_id = 0 AND name = ?", c.Name).Take(&row).Error; err != nil {
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil, ErrKeyBusy // it was dropped at this moment
		}
		return nil, fmt.Errorf("read a call: %w", err)
	}
	switch {
	case string(row.RequestHash) != string(c.Hash):
		return nil, ErrKeyUsed
	case row.Code != 0:
		return s.openIdempotent(row)
	case row.CreatedAt > now-models.Millis(idempotencyTimeout.Milliseconds()):
		return nil, ErrKeyBusy
	}
	taken := s.db.WithContext(ctx).Model(&idempotencyRow{}).
		Where("company_id = 0 AND name = ? AND code = 0 AND created_at = ?", c.Name, row.CreatedAt).Update("created_at", now)
	if taken.Error != nil {
		return nil, fmt.Errorf("take over a call: %w", taken.Error)
	}
	if taken.RowsAffected == 0 {
		return nil, ErrKeyBusy
	}
	return nil, nil
}

func (s *Store) openIdempotent(row idempotencyRow) (*IdempotentAnswer, error) {
	var a IdempotentAnswer
	plain, err := s.key.Decrypt(idempotencyColumn, row.Answer)
	if err == nil {
		err = json.Unmarshal(plain, &a)
	}
	if err != nil {
		return nil, fmt.Errorf("read the answer of a call: %w", err)
	}
	return &a, nil
}

// FinishIdempotent stores the answer of a call.
func (s *Store) FinishIdempotent(ctx context.Context, c IdempotentCall, a IdempotentAnswer) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("keep the answer of a call: %w", err)
	}
	err = s.db.WithContext(ctx).Model(&idempotencyRow{}).Where("company_id = 0 AND name = ?", c.Name).
		Updates(map[string]any{"code": a.Code, "answer": s.key.Encrypt(idempotencyColumn, plain)}).Error
	if err != nil {
		return fmt.Errorf("keep the answer of a call: %w", err)
	}
	return nil
}

// DropIdempotent deletes the key of a call that changed nothing, so that the call
// can be corrected and sent again.
func (s *Store) DropIdempotent(ctx context.Context, c IdempotentCall) error {
	err := s.db.WithContext(ctx).Where("company_id = 0 AND name = ? AND code = 0", c.Name).Delete(&idempotencyRow{}).Error
	if err != nil {
		return fmt.Errorf("forget a call: %w", err)
	}
	return nil
}
