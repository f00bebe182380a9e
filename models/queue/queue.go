// Package queue takes events in, hands due deliveries out under leases, and
// takes outcomes back while the leases hold. Package store stands before it.
package queue

import (
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// Queue is the part of the database that deliveries wait in, as one instance
// sees it.
type Queue struct {
	DB       *gorm.DB
	Instance int
	Now      func() time.Time
	NewID    func() models.ID
	// Callbacks returns the callbacks that query finds, their secrets opened.
	Callbacks func(query *gorm.DB) ([]models.Callback, error)
}

func (q Queue) now() models.Millis { return models.At(q.Now()) }
