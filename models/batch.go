package models

// MaxBatchBytes bounds what the events of one batch carry, together. An event that
// is larger goes alone.
const MaxBatchBytes = 2 << 20

// WaitingDelivery is a delivery that belongs to no batch yet.
type WaitingDelivery struct {
	ID      ID
	EventID ID
	DueAt   Millis // when it goes, even if its batch is not full
	Test    bool
	Bytes   int // of what its event carries
}

// FormBatches divides what waits, the oldest first, into batches of at most size
// deliveries. A batch goes when it is full, or when its oldest is due at now.
// Those that do not go yet are left out. Tests and real ones never mix.
func FormBatches(waiting []WaitingDelivery, size int, now Millis) [][]ID {
	var gone [][]ID
	var live, tests formingBatch
	for _, delivery := range waiting {
		p := &live
		if delivery.Test {
			p = &tests
		}
		if p.full(delivery, size) {
			gone = append(gone, p.ids)
			*p = formingBatch{}
		}
		if len(p.ids) == 0 {
			p.due = delivery.DueAt
		}
		p.ids, p.bytes = append(p.ids, delivery.ID), p.bytes+delivery.Bytes
	}
	for _, p := range []formingBatch{live, tests} {
		if len(p.ids) > 0 && (p.due <= now || len(p.ids) >= size) {
			gone = append(gone, p.ids)
		}
	}
	return gone
}

// formingBatch is a batch while it is put together.
type formingBatch struct {
	ids   []ID
	bytes int
	due   Millis // of its oldest
}

// full says that next finds no room.
func (p formingBatch) full(next WaitingDelivery, size int) bool {
	return len(p.ids) > 0 && (len(p.ids) >= size || p.bytes+next.Bytes > MaxBatchBytes)
}

// Batch is what a request carried, for the log. Its members are fixed.
type Batch struct {
	ID         ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  ID
	CallbackID ID
	Size       int // members that it formed with
}

// BatchMember says that a delivery was in a batch. One that was resent has
// been in several.
type BatchMember struct {
	DeliveryID ID `gorm:"primaryKey;autoIncrement:false"`
	BatchID    ID `gorm:"primaryKey;autoIncrement:false"`
}
