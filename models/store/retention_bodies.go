package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// bodiesRemovedTo is the setting that names the first delivery whose bodies have not
// been looked at, so that nobody looks at a month of them every hour.
const bodiesRemovedTo = "bodies_removed_to"

// bodyExpiries select the deliveries and batches that were delivered and whose bodies
// are kept no longer, from one id up to another.
func (r Retention) bodyExpiries(from, to models.ID) []expiry {
	return []expiry{
		{"deliveries", func(q *gorm.DB) *gorm.DB {
			return q.Where("deliveries.id >= ? AND deliveries.id < ? AND status = ?", from, to, models.Delivered)
		}, nil, removeBodies},
		{"batches", func(q *gorm.DB) *gorm.DB {
			return q.Where(`batches.id >= ? AND batches.id < ? AND NOT EXISTS
  (SELECT 1 FROM batch_members AS m JOIN deliveries AS d ON d.id = m.delivery_id WHERE m.batch_id = batches.id AND d.status <> ?)`,
				from, to, models.Delivered)
		}, nil, removeBodies},
	}
}

// removeBodies takes the bodies of the attempts of deliveries or batches away. The
// event's data stays: a resend needs it, and so do bodies of other callbacks.
func removeBodies(tx *gorm.DB, ids []models.ID) error {
	return tx.Model(&models.Attempt{}).Where("delivery_id IN ?", ids).
		Updates(map[string]any{"request_body": nil, "response_body": nil, "body_packing": models.BodiesRemoved}).Error
}

// purgeBodies removes the bodies that are kept no longer, and says of how many
// deliveries and batches.
func (r Retention) purgeBodies(ctx context.Context) (removed int64, err error) {
	from, to, err := r.bodyRange(ctx)
	if err != nil || from >= to {
		return 0, err
	}
	for _, e := range r.bodyExpiries(from, to) {
		n, err := r.purge(ctx, e)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, r.store.tx(ctx, func(tx *gorm.DB) error { return tx.Save(&setting{bodiesRemovedTo, to.String()}).Error })
}

// countBodies says of how many deliveries and batches purgeBodies would remove the
// bodies.
func (r Retention) countBodies(ctx context.Context) (count int64, err error) {
	from, to, err := r.bodyRange(ctx)
	if err != nil || from >= to {
		return 0, err
	}
	for _, e := range r.bodyExpiries(from, to) {
		var rows int64
		if err := e.over(r.store.db.WithContext(ctx).Table(e.table)).Count(&rows).Error; err != nil {
			return 0, fmt.Errorf("count old bodies: %w", err)
		}
		count += rows
	}
	return count, nil
}

// bodyRange returns the ids between which bodies are to be removed.
func (r Retention) bodyRange(ctx context.Context) (from, to models.ID, err error) {
	if r.keep.Bodies == 0 {
		return 0, 0, nil
	}
	var settings []setting
	if err := r.store.db.WithContext(ctx).Where("name = ?", bodiesRemovedTo).Find(&settings).Error; err != nil {
		return 0, 0, fmt.Errorf("read which bodies were removed: %w", err)
	}
	if len(settings) > 0 {
		if from, err = models.ParseID(settings[0].Value); err != nil {
			return 0, 0, fmt.Errorf("read which bodies were removed: %w", err)
		}
	}
	return from, models.FirstIDAt(r.store.Now().Add(-r.keep.Bodies)), nil
}
