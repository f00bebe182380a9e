// Package batching decides which waiting deliveries share a request.
package batching

import (
	"callboard/models"
)

// MaxBytes bounds what the events of one batch carry, together. An event that
// is larger goes alone.
const MaxBytes = 2 << 20

// Waiting is a delivery that belongs to no batch yet.
type Waiting struct {
	ID      models.ID
	EventID models.ID
	DueAt   models.Millis // when it goes, even if its batch is not full
	Test    bool
	Bytes   int // of what its event carries
}

// Form divides what waits, the oldest first, into batches of at most size
// deliveries. A batch goes when it is full, or when its oldest is due at now.
// Those that do not go yet are left out. Tests and real ones never mix.
func Form(waiting []Waiting, size int, now models.Millis) [][]models.ID {
	var gone [][]models.ID
	var live, tests part
	for _, one := range waiting {
		p := &live
		if one.Test {
			p = &tests
		}
		if p.full(one, size) {
			gone = append(gone, p.ids)
			*p = part{}
		}
		if len(p.ids) == 0 {
			p.due = one.DueAt
		}
		p.ids, p.bytes = append(p.ids, one.ID), p.bytes+one.Bytes
	}
	for _, p := range []part{live, tests} {
		if len(p.ids) > 0 && (p.due <= now || len(p.ids) >= size) {
			gone = append(gone, p.ids)
		}
	}
	return gone
}

// part is a batch while it is put together.
type part struct {
	ids   []models.ID
	bytes int
	due   models.Millis // of its oldest
}

// full says that next finds no room.
func (p part) full(next Waiting, size int) bool {
	return len(p.ids) > 0 && (len(p.ids) >= size || p.bytes+next.Bytes > MaxBytes)
}

// Batch is what a request carried, for the log. Its members are fixed.
type Batch struct {
	ID         models.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  models.ID
	CallbackID models.ID
	Size       int // members that it formed with
}

// BatchMember says that a delivery was in a batch. One that was resent has
// been in several.
type BatchMember struct {
	DeliveryID models.ID `gorm:"primaryKey;autoIncrement:false"`
	BatchID    models.ID `gorm:"primaryKey;autoIncrement:false"`
}
