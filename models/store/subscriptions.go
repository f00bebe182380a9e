package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// SubscriptionFilter says which subscriptions a list shows. Zero fields do
// not filter.
type SubscriptionFilter struct {
	ID, Company, Callback models.ID
	Named                 *Name
}

// Subscriptions lists subscriptions, the oldest first.
func (s *Store) Subscriptions(ctx context.Context, in models.Scope, f SubscriptionFilter) ([]models.Subscription, error) {
	q := ownerColumns{"company_id", "0"}.within(s.db.WithContext(ctx).Where("deleted_at = 0"), in)
	for column, id := range map[string]models.ID{"id": f.ID, "company_id": f.Company, "callback_id": f.Callback} {
		if id != 0 {
			q = q.Where(column+" = ?", id)
		}
	}
	if f.Named != nil {
		q = q.Where("name_key = ?", f.Named.key())
	}
	var subscriptions []models.Subscription
	if err := q.Order("id").Find(&subscriptions).Error; err != nil {
		return nil, fmt.Errorf("list subscriptions: %w", err)
	}
	return subscriptions, nil
}

// Subscription returns the one subscription that f names, or ErrNotFound.
func (s *Store) Subscription(ctx context.Context, in models.Scope, f SubscriptionFilter) (models.Subscription, error) {
	subscriptions, err := s.Subscriptions(ctx, in, f)
	if err == nil && len(subscriptions) != 1 {
		err = models.ErrNotFound
	}
	if err != nil {
		return models.Subscription{}, err
	}
	return subscriptions[0], nil
}

// SaveSubscription checks and stores a subscription, new when it has no ID
// yet. Problems, UnverifiedError, EndedError, ErrNotFound when its callback is
// gone, ErrConflict when it was changed since it was read.
func (s *Store) SaveSubscription(ctx context.Context, by models.Access, subscription *models.Subscription) error {
	subscription.Clean()
	if err := subscription.Check().Err(); err != nil {
		return err
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		next, now := *subscription, s.now()
		entry := change{Action: "subscription.create", Company: next.CompanyID, Kind: "subscription", Name: next.Name}
		callback, err := s.callbackToSubscribe(tx, by, next)
		if err != nil {
			return err
		}
		var before models.Subscription
		if next.ID != 0 {
			if before, err = s.livingSubscription(tx, by, next.ID); err != nil {
				return err
			}
			if before.UpdatedAt != next.UpdatedAt {
				return models.ErrConflict
			}
			entry.Action, entry.Before, next.CreatedAt = "subscription.update", before, before.CreatedAt
		} else {
			next.ID, next.CreatedAt = s.NewID(), now
		}
		if callback.Unverified() && callback.ID != before.CallbackID {
			return models.UnverifiedError{Name: callback.Name}
		}
		key := Name{next.CompanyID, next.Name}.key()
		next.NameKey, next.UpdatedAt = &key, max(now, before.UpdatedAt+1) // of two in one millisecond too, one is later
		if err := s.storeSubscription(tx, next); err != nil {
			return err
		}
		if err := storeSubscribedTypes(tx, before, next); err != nil {
			return err
		}
		*subscription, entry.ID, entry.After = next, next.ID, next
		return s.audit(tx, by, entry)
	})
}

// callbackToSubscribe returns the callback of a subscription: it must be of
// kind batch and must not have ended.
func (s *Store) callbackToSubscribe(tx *gorm.DB, by models.Access, next models.Subscription) (models.Callback, error) {
	if err := bumpCallbacksVersion(tx, next.CompanyID); err != nil {
		return models.Callback{}, err
	}
	c, err := s.oneCallback(within(tx.Where("id = ? AND company_id = ? AND deleted_at = 0", next.CallbackID, next.CompanyID), by.Scope))
	switch {
	case err != nil:
	case !c.Kind.Traits().Batched:
		err = models.ErrNotFound
	case c.Ended(s.now()):
		err = models.EndedError{PublicID: c.PublicID, Name: c.Name}
	}
	return c, err
}

// livingSubscription returns a subscription that is not deleted.
func (s *Store) livingSubscription(tx *gorm.DB, by models.Access, id models.ID) (models.Subscription, error) {
	var before models.Subscription
	q := ownerColumns{"company_id", "0"}.within(tx.Where("id = ? AND deleted_at = 0", id), by.Scope)
	return before, orNotFound(q.Take(&before).Error)
}

func (s *Store) storeSubscription(tx *gorm.DB, next models.Subscription) error {
	var others int64
	err := tx.Model(&models.Subscription{}).Where("name_key = ? AND id <> ?", *next.NameKey, next.ID).Count(&others).Error
	if err != nil {
		return fmt.Errorf("look for subscriptions of the same name: %w", err)
	}
	if others > 0 {
		return models.Problems{{Field: "name", Code: models.Taken, Text: "A subscription called ‘" + next.Name + "’ already exists. Use another name"}}
	}
	if err := tx.Save(&next).Error; err != nil {
		return fmt.Errorf("store subscription %s: %w", next.ID, err)
	}
	return nil
}

// storeSubscribedTypes stores what the callback of a subscription asks for now,
// and the one that the subscription has left.
func storeSubscribedTypes(tx *gorm.DB, before, next models.Subscription) error {
	if left := before.CallbackID; left != 0 && left != next.CallbackID {
		if err := storeTypesOfCallback(tx, next.CompanyID, left); err != nil {
			return err
		}
	}
	return storeTypesOfCallback(tx, next.CompanyID, next.CallbackID)
}

// storeTypesOfCallback stores what all subscriptions of a callback ask for.
func storeTypesOfCallback(tx *gorm.DB, company, callback models.ID) error {
	var all []models.Subscription
	if err := tx.Where("callback_id = ? AND company_id = ? AND deleted_at = 0", callback, company).Find(&all).Error; err != nil {
		return fmt.Errorf("read subscriptions of callback %s: %w", callback, err)
	}
	if err := tx.Where("callback_id = ?", callback).Delete(&models.CallbackType{}).Error; err != nil {
		return fmt.Errorf("replace types of callback %s: %w", callback, err)
	}
	return storeTypes(tx, models.Callback{ID: callback, Types: models.SubscriptionsTogether(all)})
}

// DeleteSubscription takes a subscription away.
func (s *Store) DeleteSubscription(ctx context.Context, by models.Access, id models.ID) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		before, err := s.livingSubscription(tx, by, id)
		if err != nil {
			return err
		}
		if err := bumpCallbacksVersion(tx, before.CompanyID); err != nil {
			return err
		}
		if before, err = s.livingSubscription(tx, by, id); err != nil {
			return err // somebody was faster
		}
		after := before
		after.NameKey, after.DeletedAt = nil, s.now()
		if err := tx.Save(&after).Error; err != nil {
			return fmt.Errorf("delete subscription %s: %w", id, err)
		}
		if err := storeSubscribedTypes(tx, before, after); err != nil {
			return err
		}
		return s.audit(tx, by, change{
			Action: "subscription.delete", Company: after.CompanyID, Kind: "subscription", ID: id, Name: before.Name, Before: before, After: after,
		})
	})
}

// requireUnsubscribed returns SubscribedError while subscriptions use a callback.
func requireUnsubscribed(tx *gorm.DB, c models.Callback) error {
	var first models.Subscription
	err := tx.Select("id").Where("callback_id = ? AND company_id = ? AND deleted_at = 0", c.ID, c.CompanyID).Take(&first).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("look for subscriptions of callback %s: %w", c.PublicID, err)
	}
	return models.SubscribedError{Name: c.Name}
}
