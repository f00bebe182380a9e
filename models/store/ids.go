package store

import (
	"sync"
	"time"

	"callboard/models"
)

// Instances is the number of instance numbers: 0 to 1023.
const Instances = 1 << instanceBits

const (
	instanceBits = 10
	sequenceBits = 12
)

// IDMaker makes the IDs of one instance. It is safe for concurrent use.
type IDMaker struct {
	instance int64
	now      func() time.Time

	mu       sync.Mutex
	last     int64 // milliseconds since models.Epoch
	sequence int64
}

// NewIDMaker returns the IDMaker of an instance number below Instances. Its IDs
// lie after notBefore, the time of the last sign of life under that number,
// should the clock have stepped back since.
func NewIDMaker(instance int, now func() time.Time, notBefore time.Time) *IDMaker {
	last := max(0, notBefore.Sub(models.Epoch).Milliseconds())
	return &IDMaker{instance: int64(instance) % Instances, now: now, last: last, sequence: 1<<sequenceBits - 1}
}

// Next returns an ID above all that it returned before. When the clock steps
// back, or a millisecond has no numbers left, it goes on from the last
// millisecond.
func (m *IDMaker) Next() models.ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	present := m.now().Sub(models.Epoch).Milliseconds()
	switch {
	case present > m.last:
		m.last, m.sequence = present, 0
	case m.sequence == 1<<sequenceBits-1:
		m.last, m.sequence = m.last+1, 0
	default:
		m.sequence++
	}
	return models.ID(m.last<<(instanceBits+sequenceBits) | m.instance<<sequenceBits | m.sequence)
}
