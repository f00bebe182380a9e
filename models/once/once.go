// Package once remembers the answers of calls that name themselves, so that a
// call which is sent again does its work once. Package store stands before it.
package once

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/database"
	"callboard/models/seal"
)

var (
	// ErrUsed says that the name belongs to another call.
	ErrUsed = errors.New("the Idempotency-Key was used for another request")
	// ErrBusy says that the call is still being answered.
	ErrBusy = errors.New("the request with this Idempotency-Key is still being worked on")
)

const (
	// kept is how long an answer is remembered.
	kept = 24 * time.Hour
	// patience is how long a call may take before it counts as broken off.
	patience = 2 * time.Minute
)

// Call is a call that names itself.
type Call struct {
	Name string // unique; tells who calls too
	Hash []byte // of all that the call asks for
}

// Answer is what a call was answered.
type Answer struct {
	Code     int    `json:"code"`
	Type     string `json:"type"`
	Location string `json:"location,omitempty"`
	Body     []byte `json:"body"`
}

// Book holds the calls. Answers are sealed: a secret that is shown once must
// not lie open here.
type Book struct {
	DB  *gorm.DB
	Key seal.Key
	Now func() time.Time
}

// row is a line of the table. Nothing is answered while Code is zero.
type row struct {
	CompanyID   models.ID `gorm:"primaryKey;autoIncrement:false"`
	Name        string    `gorm:"primaryKey"`
	RequestHash []byte
	Code        int
	Answer      []byte
	CreatedAt   models.Millis `gorm:"autoCreateTime:false"`
}

// TableName is the name of the table.
func (row) TableName() string { return "idempotency_keys" }

// place is where answers are sealed for.
var place = seal.Place{Table: "idempotency_keys", Column: "answer"}

// Begin notes that a call is being answered, or returns its answer when it
// was. ErrUsed and ErrBusy when the name is taken.
func (b Book) Begin(ctx context.Context, c Call) (*Answer, error) {
	now := models.At(b.Now())
	fresh := row{Name: c.Name, RequestHash: c.Hash, CreatedAt: now}
	err := database.Tx(ctx, b.DB, func(tx *gorm.DB) error {
		old := now - models.Millis(kept.Milliseconds())
		if err := tx.Where("created_at < ?", old).Delete(&row{}).Error; err != nil {
			return err
		}
		return tx.Create(&fresh).Error
	})
	if err == nil {
		return nil, nil
	}
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil, fmt.Errorf("note a call: %w", err)
	}
	return b.again(ctx, c, now)
}

// again answers a call whose name is known. One that was broken off is taken
// over.
func (b Book) again(ctx context.Context, c Call, now models.Millis) (*Answer, error) {
	var known row
	if err := b.DB.WithContext(ctx).Where("company_id = 0 AND name = ?", c.Name).Take(&known).Error; err != nil {
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil, ErrBusy // it was given back this moment
		}
		return nil, fmt.Errorf("read a call: %w", err)
	}
	switch {
	case string(known.RequestHash) != string(c.Hash):
		return nil, ErrUsed
	case known.Code != 0:
		return b.open(known)
	case known.CreatedAt > now-models.Millis(patience.Milliseconds()):
		return nil, ErrBusy
	}
	taken := b.DB.WithContext(ctx).Model(&row{}).
		Where("company_id = 0 AND name = ? AND code = 0 AND created_at = ?", c.Name, known.CreatedAt).Update("created_at", now)
	if taken.Error != nil {
		return nil, fmt.Errorf("take over a call: %w", taken.Error)
	}
	if taken.RowsAffected == 0 {
		return nil, ErrBusy
	}
	return nil, nil
}

func (b Book) open(known row) (*Answer, error) {
	var a Answer
	plain, err := b.Key.Open(place, known.Answer)
	if err == nil {
		err = json.Unmarshal(plain, &a)
	}
	if err != nil {
		return nil, fmt.Errorf("read the answer of a call: %w", err)
	}
	return &a, nil
}

// Finish keeps the answer of a call.
func (b Book) Finish(ctx context.Context, c Call, a Answer) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("keep the answer of a call: %w", err)
	}
	err = b.DB.WithContext(ctx).Model(&row{}).Where("company_id = 0 AND name = ?", c.Name).
		Updates(map[string]any{"code": a.Code, "answer": b.Key.Seal(place, plain)}).Error
	if err != nil {
		return fmt.Errorf("keep the answer of a call: %w", err)
	}
	return nil
}

// Drop forgets a call that changed nothing, so that it can be mended and sent
// again.
func (b Book) Drop(ctx context.Context, c Call) error {
	err := b.DB.WithContext(ctx).Where("company_id = 0 AND name = ? AND code = 0", c.Name).Delete(&row{}).Error
	if err != nil {
		return fmt.Errorf("forget a call: %w", err)
	}
	return nil
}
