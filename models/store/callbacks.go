package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// CallbackFilter says which callbacks a list shows. Zero fields do not filter.
type CallbackFilter struct {
	Kind     models.Kind
	Company  models.ID
	Location models.ID // of this location alone
	Source   models.ID // of this database or collection alone
	OnlyWide bool      // those of the company as a whole alone
	Live     bool      // leave out those that have ended
	Untried  bool      // only those that wait for their verification
	After    models.ID // keyset: those made after this one
	Limit    int       // zero: all
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
	if f.Source != 0 {
		q = q.Where("source_id = ? AND source_id <> 0", f.Source) // SQLite's index has no zeros
	}
	if f.OnlyWide {
		q = q.Where("location_id = 0")
	}
	if f.Untried {
		q = q.Where("kind IN ? AND verified_at = 0", verified())
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
	found, err := s.loadCallbacks(q.Order("id"))
	if err != nil {
		return nil, fmt.Errorf("list callbacks: %w", err)
	}
	return found, nil
}

// verified are the kinds whose URLs must be tried.
func verified() []models.Kind {
	return slices.DeleteFunc(models.Kinds(), func(k models.Kind) bool { return !k.Traits().Verified })
}

// CallbackPublicIDs returns the public ids of the callbacks with these row
// ids that live within in.
func (s *Store) CallbackPublicIDs(ctx context.Context, in models.Scope, rows []models.ID) (map[models.ID]string, error) {
	named := make(map[models.ID]string, len(rows))
	for part := range slices.Chunk(rows, typesAtOnce) {
		var found []models.Callback
		q := within(s.db.WithContext(ctx), in).Select("id", "public_id").Where("deleted_at = 0 AND id IN ?", part)
		if err := q.Find(&found).Error; err != nil {
			return nil, fmt.Errorf("read the public ids of callbacks: %w", err)
		}
		for _, c := range found {
			named[c.ID] = c.PublicID
		}
	}
	return named, nil
}

// Callback returns one callback with its types by its public id, ended ones
// too, deleted ones not.
func (s *Store) Callback(ctx context.Context, in models.Scope, publicID string) (models.Callback, error) {
	if !models.MayBePublicID(publicID) {
		return models.Callback{}, models.ErrNotFound
	}
	q := within(s.db.WithContext(ctx).Where("public_id = ? AND deleted_at = 0", publicID), in)
	return s.oneCallback(q)
}

// oneCallback returns the callback that query finds, or ErrNotFound.
func (s *Store) oneCallback(query *gorm.DB) (models.Callback, error) {
	found, err := s.loadCallbacks(query.Limit(1))
	switch {
	case err != nil:
		return models.Callback{}, fmt.Errorf("read callback: %w", err)
	case len(found) == 0:
		return models.Callback{}, models.ErrNotFound
	}
	return found[0], nil
}

// typesAtOnce is the number of callbacks whose types are read with one
// statement: databases limit the values of a statement.
const typesAtOnce = 1000

// loadCallbacks returns the callbacks that query finds with their types, their
// secrets still sealed, all within the transaction of query.
func (s *Store) loadCallbacks(query *gorm.DB) ([]models.Callback, error) {
	tx := query.Session(&gorm.Session{NewDB: true})
	var found []models.Callback
	if err := query.Find(&found).Error; err != nil {
		return nil, err
	}
	place := make(map[models.ID]int, len(found))
	ids := make([]models.ID, len(found))
	for i, c := range found {
		place[c.ID], ids[i] = i, c.ID
	}
	for some := range slices.Chunk(ids, typesAtOnce) {
		var types []models.CallbackType
		err := tx.Where("callback_id IN ?", some).Order("callback_id, type, filter_value").Find(&types).Error
		if err != nil {
			return nil, err
		}
		for _, t := range types {
			c := &found[place[t.CallbackID]]
			c.Types = append(c.Types, t)
		}
	}
	return found, nil
}

// Where the secrets of a callback are kept.
const (
	callbackTable = "callbacks"
	sealedColumn  = "sealed"
)

// sealCallback puts the secrets of c away, over those that are sealed already:
// what was not given stays, what has no use any more goes. Problems when a
// secret that c needs was never given.
func (s *Store) sealCallback(c *models.Callback) error {
	next := c.Secrets.Over(s.known(*c).Secrets, c.Settings)
	if err := next.Lack(c.Settings).Err(); err != nil {
		return err
	}
	c.Sealed, c.Secrets = nil, models.Secrets{}
	if next.Empty() {
		return nil
	}
	plain, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("seal secrets of callback %s: %w", c.PublicID, err)
	}
	c.Sealed = s.key.Encrypt(secrets.Column{Table: callbackTable, Column: sealedColumn, ID: c.ID}, plain)
	return nil
}

// known returns c with its secrets, with none of them when they cannot be
// opened: then those that it needs must be given again.
func (s *Store) known(c models.Callback) models.Callback {
	if s.openCallback(&c) != nil {
		c.Secrets = models.Secrets{}
	}
	return c
}

// openCallback opens the secrets of c. Only the engine needs them.
func (s *Store) openCallback(c *models.Callback) error {
	c.Secrets = models.Secrets{}
	if len(c.Sealed) == 0 {
		return nil
	}
	plain, err := s.key.Decrypt(secrets.Column{Table: callbackTable, Column: sealedColumn, ID: c.ID}, c.Sealed)
	if err == nil {
		err = json.Unmarshal(plain, &c.Secrets)
	}
	if err != nil {
		return fmt.Errorf("open secrets of callback %s: %w", c.PublicID, err)
	}
	return nil
}

// alteration is a change of one callback: apply makes it, within the
// transaction, on the callback as it is by then.
type alteration struct {
	by       models.Access
	publicID string
	action   string // for the audit log
	apply    func(tx *gorm.DB, c *models.Callback) error
}

// errAsItIs is returned by an alteration that finds nothing to do.
var errAsItIs = errors.New("nothing to change")

// alter makes an alteration as the next version of the callback, and records
// it. It returns the callback as it is then.
func (s *Store) alter(ctx context.Context, a alteration) (models.Callback, error) {
	seen, err := s.Callback(ctx, a.by.Scope, a.publicID)
	if err != nil {
		return models.Callback{}, err
	}
	var after models.Callback
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := s.countChange(tx, seen.CompanyID); err != nil {
			return err
		}
		before, err := s.oneCallback(tx.Where("id = ? AND deleted_at = 0", seen.ID))
		if err != nil {
			return err
		}
		after = before
		if err := a.apply(tx, &after); err != nil {
			return err
		}
		after.Version, after.UpdatedAt = before.Version+1, s.now()
		if err := storeCallback(tx, after); err != nil {
			return err
		}
		return s.auditCallback(tx, a.by, callbackChange{a.action, &before, after})
	})
	if err != nil && !errors.Is(err, errAsItIs) {
		return models.Callback{}, err
	}
	return after, nil
}

// storeCallback writes the row of a new version over that of the one before.
func storeCallback(tx *gorm.DB, c models.Callback) error {
	written := tx.Model(&models.Callback{}).Where("id = ? AND version = ?", c.ID, c.Version-1).Select("*").Updates(c)
	switch {
	case written.Error != nil:
		return fmt.Errorf("store callback %s: %w", c.PublicID, written.Error)
	case written.RowsAffected == 0:
		return models.ErrConflict
	}
	return nil
}

// callbackChange is what the audit log keeps of a change: the versions before
// and after it, before nil for a new callback.
type callbackChange struct {
	action string
	before *models.Callback
	after  models.Callback
}

func (s *Store) auditCallback(tx *gorm.DB, by models.Access, c callbackChange) error {
	entry := change{
		Action: c.action, Company: c.after.CompanyID, Kind: "callback", ID: c.after.ID,
		Name: c.after.Title(), Version: c.after.Version, After: shown(c.after),
	}
	if c.before != nil {
		entry.Before = shown(*c.before)
	}
	return s.audit(tx, by, entry)
}

// shown returns c as the audit log may show it: with a mask where it has
// secrets.
func shown(c models.Callback) models.Callback {
	given := models.Secrets{Password: masked, Headers: map[string]string{}}
	for _, h := range c.Settings.Headers {
		given.Headers[strings.ToLower(h.Name)] = masked
	}
	c.Secrets = given.Over(models.Secrets{}, c.Settings)
	return c
}

// checkCondition notes what is wrong with the condition of c, or that nobody
// could find out. That of old was found good before.
func (s *Store) checkCondition(ctx context.Context, c, old models.Callback, found *models.Problems) {
	text := c.Settings.Condition
	if s.o.Condition == nil || text == "" || text == old.Settings.Condition || found.On("condition") != "" {
		return
	}
	switch err := s.o.Condition(ctx, text); {
	case errors.Is(err, models.ErrUnchecked):
		found.Note("condition", models.Unchecked, "The condition could not be checked just now: save again")
	case err != nil:
		found.Note("condition", models.Malformed, err.Error())
	}
}
