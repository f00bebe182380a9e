package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// CallbackFilter says which callbacks a list shows. Zero fields do not filter.
type CallbackFilter struct {
	Kind          models.Kind
	Company       models.ID
	Location      models.ID // of this location alone
	DatabaseRefID models.ID // of this database or collection alone
	OnlyWide      bool      // those of the company as a whole alone
	Live          bool      // leave out those that have ended
	Untried       bool      // only those that wait for their verification
	After         models.ID // keyset: those made after this one
	Limit         int       // zero: all
}

// Callbacks lists callbacks, oldest first, with their types.
func (s *Store) Callbacks(ctx context.Context, in models.Scope, f CallbackFilter) ([]models.Callback, error) {
	q := within(s.db.WithContext(ctx).Where("deleted_at = 0"), in)
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.Company != 0 {
		q = q.Where("company_id = ?", f.Company)
	}
	if f.Location != 0 {
		q = q.Where("location_id = ?", f.Location)
	}
	if f.DatabaseRefID != 0 {
		q = q.Where("database_ref_id = ? AND database_ref_id <> 0", f.DatabaseRefID) // SQLite's index has no zeros
	}
	if f.OnlyWide {
		q = q.Where("location_id = 0")
	}
	if f.Untried {
		q = q.Where("kind IN ? AND verified_at = 0", verifiedKinds())
	}
	if f.Live {
		q = q.Where("(end_at = 0 OR end_at > ?)", s.now())
	}
	if f.After != 0 {
		q = q.Where("id > ?", f.After)
	}
	if f.Limit != 0 {
		q = q.Limit(f.Limit)
	}
	callbacks, err := s.loadCallbacks(q.Order("id"))
	if err != nil {
		return nil, fmt.Errorf("list callbacks: %w", err)
	}
	return callbacks, nil
}

// verifiedKinds are the kinds whose callbacks must be verified.
func verifiedKinds() []models.Kind {
	return slices.DeleteFunc(models.Kinds(), func(k models.Kind) bool { return !k.Traits().Verified })
}

// CallbackPublicIDs returns the public ids of callbacks by their row ids: of those
// that lie within the scope and are not deleted.
func (s *Store) CallbackPublicIDs(ctx context.Context, in models.Scope, ids []models.ID) (map[models.ID]string, error) {
	publicIDs := make(map[models.ID]string, len(ids))
	for chunk := range slices.Chunk(ids, callbacksPerQuery) {
		var callbacks []models.Callback
		q := within(s.db.WithContext(ctx), in).Select("id", "public_id").Where("deleted_at = 0 AND id IN ?", chunk)
		if err := q.Find(&callbacks).Error; err != nil {
			return nil, fmt.Errorf("read the public ids of callbacks: %w", err)
		}
		for _, c := range callbacks {
			publicIDs[c.ID] = c.PublicID
		}
	}
	return publicIDs, nil
}

// Callback returns one callback with its types by its public id, also one that has
// ended, but not one that was deleted.
func (s *Store) Callback(ctx context.Context, in models.Scope, publicID string) (models.Callback, error) {
	if !models.MayBePublicID(publicID) {
		return models.Callback{}, models.ErrNotFound
	}
	q := within(s.db.WithContext(ctx).Where("public_id = ? AND deleted_at = 0", publicID), in)
	return s.oneCallback(q)
}

// CallbackByID returns one callback as Callback does, by its row id.
func (s *Store) CallbackByID(ctx context.Context, in models.Scope, id models.ID) (models.Callback, error) {
	return s.oneCallback(within(s.db.WithContext(ctx).Where("id = ? AND deleted_at = 0", id), in))
}

// oneCallback returns the callback that query finds, or ErrNotFound.
func (s *Store) oneCallback(query *gorm.DB) (models.Callback, error) {
	callbacks, err := s.loadCallbacks(query.Limit(1))
	switch {
	case err != nil:
		return models.Callback{}, fmt.Errorf("read callback: %w", err)
	case len(callbacks) == 0:
		return models.Callback{}, models.ErrNotFound
	}
	return callbacks[0], nil
}

// callbacksPerQuery is how many callbacks one statement names: databases limit the
// arguments of a statement.
const callbacksPerQuery = 1000

// loadCallbacks returns the callbacks that query finds with their types, their
// secrets still encrypted, all within the transaction of query.
func (s *Store) loadCallbacks(query *gorm.DB) ([]models.Callback, error) {
	tx := query.Session(&gorm.Session{NewDB: true})
	var callbacks []models.Callback
	if err := query.Find(&callbacks).Error; err != nil {
		return nil, err
	}
	index := make(map[models.ID]int, len(callbacks))
	ids := make([]models.ID, len(callbacks))
	for i, c := range callbacks {
		index[c.ID], ids[i] = i, c.ID
	}
	for chunk := range slices.Chunk(ids, callbacksPerQuery) {
		var types []models.CallbackType
		err := tx.Where("callback_id IN ?", chunk).Order("callback_id, type, filter_value").Find(&types).Error
		if err != nil {
			return nil, err
		}
		for _, t := range types {
			c := &callbacks[index[t.CallbackID]]
			c.Types = append(c.Types, t)
		}
	}
	return callbacks, nil
}
