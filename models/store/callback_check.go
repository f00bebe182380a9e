package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// CheckCallback returns the Problems of c that keep it from being stored in the
// place of old; the zero Callback stands for none. URLs that old did not have are
// looked up: one that leads to a private address is refused. A condition that old
// did not have must be JavaScript.
func (s *Store) CheckCallback(ctx context.Context, c, old models.Callback) error {
	problems := checkSecrets(&c, old)
	for _, problem := range c.Check() {
		if problem.Field != "password" || problems.On("password") == "" {
			problems = append(problems, problem)
		}
	}
	unchanged := []string{"", old.URL, old.Settings.BackupURL}
	for _, address := range []struct{ field, url string }{{"url", c.URL}, {"backup_url", c.Settings.BackupURL}} {
		look := problems.On(address.field) == "" && !slices.Contains(unchanged, address.url)
		if look && models.OwnURL(s.o.PublicURL, address.url) {
			problems.Note(address.field, models.Private, "This is the address of Callboard itself: what it sends there comes back to it")
			continue
		}
		if look && s.o.Blocked != nil && s.o.Blocked(ctx, address.url) {
			problems.Note(address.field, models.Private, "This address is private and not allowed")
		}
	}
	unknownTypes, err := s.checkTypes(ctx, c, old)
	if err != nil {
		return err
	}
	problems = append(problems, unknownTypes...)
	s.checkCondition(ctx, c, old, &problems)
	if err := s.checkExceptKeys(ctx, c, old, &problems); err != nil {
		return err
	}
	return problems.Err()
}

// checkSecrets lists the secrets that c must be given again, since it sends to
// another destination than old: those that are stored count no longer.
func checkSecrets(c *models.Callback, old models.Callback) models.Problems {
	c.Clean()
	if old.ID == 0 || !c.Moved(old) {
		return nil
	}
	c.EncryptedSecrets = nil
	return c.Retyped()
}

// checkLocation returns ErrNotFound when the location of c does not belong to its
// company.
func checkLocation(tx *gorm.DB, c models.Callback) error {
	if c.LocationID == 0 {
		return nil
	}
	var location models.Location
	err := tx.Select("id").Where("id = ? AND company_id = ? AND deleted_at = 0", c.LocationID, c.CompanyID).Take(&location).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrNotFound
	}
	return err
}

// checkOverlap returns an OverlapError when another callback of the same owner,
// event type and list or campaign is active during a part of the range of c.
// What has ended is history: it stands in nobody's way.
func (s *Store) checkOverlap(tx *gorm.DB, c models.Callback) error {
	now := s.now()
	if !c.Kind.Traits().Exclusive || c.Ended(now) {
		return nil
	}
	trigger := c.Trigger()
	same := tx.Model(&models.CallbackType{}).Select("callback_id").
		Where("company_id = ? AND type = ? AND filter_value = ?", c.CompanyID, trigger.Type, trigger.FilterValue)
	others, err := s.loadCallbacks(tx.Where("id IN (?)", same).
		Where("company_id = ? AND location_id = ? AND kind = ?", c.CompanyID, c.LocationID, c.Kind).
		Where("deleted_at = 0 AND id <> ? AND (end_at = 0 OR end_at > ?)", c.ID, max(c.StartAt, now)).Order("start_at, id"))
	if err != nil {
		return fmt.Errorf("look for overlapping callbacks: %w", err)
	}
	for _, other := range others {
		if c.Overlaps(other) {
			return models.OverlapError{EventType: trigger.Type, Other: other}
		}
	}
	return nil
}

// checkExceptKeys notes the first name of a key that c leaves out and that no living
// key of the company or of the whole system has. Names that old has too stay: their
// keys may have been revoked.
func (s *Store) checkExceptKeys(ctx context.Context, c, old models.Callback, problems *models.Problems) error {
	for _, name := range c.Settings.ExceptKeys {
		if slices.Contains(old.Settings.ExceptKeys, name) || problems.On("except_keys") != "" {
			continue
		}
		var names []string
		err := s.db.WithContext(ctx).Model(&models.APIKey{}).
			Where("company_id IN ? AND revoked_at = 0 AND name = ?", []models.ID{0, c.CompanyID}, name).Pluck("name", &names).Error
		if err != nil {
			return fmt.Errorf("look for the keys that a callback leaves out: %w", err)
		}
		if !slices.Contains(names, name) {
			problems.Note("except_keys", models.NotListed, "There is no key called ‘"+models.Shorten(name, 61)+"’")
			return nil
		}
	}
	return nil
}

// checkCondition notes what is wrong with the condition of c, or that this could not
// be found out. A condition that old has too was checked before.
func (s *Store) checkCondition(ctx context.Context, c, old models.Callback, problems *models.Problems) {
	text := c.Settings.Condition
	if s.o.Condition == nil || text == "" || text == old.Settings.Condition || problems.On("condition") != "" {
		return
	}
	switch err := s.o.Condition(ctx, text); {
	case errors.Is(err, models.ErrUnchecked):
		problems.Note("condition", models.Unchecked, "The condition could not be checked just now: save again")
	case err != nil:
		problems.Note("condition", models.Malformed, err.Error())
	}
}

// mayReplace says whether somebody may store next, which takes the place of a
// callback of the whole company, over old: who silences that, for these types, must
// be allowed to change it. The zero Callback stands for none before.
func mayReplace(by models.Access, old, next models.Callback) bool {
	asked := func(c models.Callback) []string {
		var types []string
		for _, t := range c.Types {
			types = append(types, t.Type+" "+t.FilterValue)
		}
		slices.Sort(types)
		return types
	}
	same := next.Settings.Replaces == old.Settings.Replaces && slices.Equal(asked(old), asked(next))
	return next.Settings.Replaces == 0 || same || by.Scope.Covers(models.Owner{CompanyID: next.CompanyID})
}

// checkCoverage returns Problems when c covers a location that does not belong to
// its company, or replaces a callback that it, or whoever stores it over old,
// cannot replace.
func checkCoverage(tx *gorm.DB, by models.Access, old, c models.Callback) error {
	if !mayReplace(by, old, c) { // said before anything is looked up: they need not know what there is
		return models.Problems{{
			Field: "replaces", Code: models.NotListed,
			Text: "To take the place of a callback of the company, or change for which types, you must be allowed to change the company's callbacks",
		}}
	}
	var problems models.Problems
	if listed := c.Settings.Coverage.Locations; len(listed) > 0 {
		var n int64
		err := tx.Model(&models.Location{}).Where("company_id = ? AND deleted_at = 0 AND id IN ?", c.CompanyID, listed).Count(&n).Error
		if err != nil {
			return fmt.Errorf("read the locations that a callback covers: %w", err)
		}
		if int(n) < len(listed) {
			problems.Note("coverage", models.NotListed, "Select locations of this company")
		}
	}
	if c.Settings.Replaces != 0 {
		var others []models.Callback
		err := tx.Where("id = ? AND company_id = ? AND location_id = 0 AND deleted_at = 0", c.Settings.Replaces, c.CompanyID).Find(&others).Error
		if err != nil {
			return fmt.Errorf("read the callback that another replaces: %w", err)
		}
		if len(others) == 0 || !others[0].Kind.Traits().Wide {
			problems.Note("replaces", models.NotListed, "Select a callback of the company")
		}
	}
	return problems.Err()
}
