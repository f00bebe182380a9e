package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/profile"
)

// The most of the interests of a database that are known: their number, and the
// bytes of a name.
const (
	mostInterests     = profile.MostInterests
	mostInterestBytes = 4 * profile.NameLimit
)

// interest is one that a profile of a database has or had.
type interest struct {
	DatabaseID models.ID
	Name       string
	CompanyID  models.ID
}

// Interests lists the interests that profiles of a database have had, by name.
func (s *Store) Interests(ctx context.Context, in models.Scope, database models.ID) ([]string, error) {
	names, err := interestNames(withinCompanies(s.db.WithContext(ctx), in), database)
	if err != nil {
		return nil, fmt.Errorf("list interests: %w", err)
	}
	return names, nil
}

func interestNames(q *gorm.DB, database models.ID) ([]string, error) {
	names := []string{}
	err := q.Model(&interest{}).Where("database_id = ?", database).Order("name").Limit(mostInterests).Pluck("name", &names).Error
	return names, err
}

// noteInterests makes the interests of a profile known in its database, those from
// before a change too. Most are known already, so that it looks before it writes.
func noteInterests(tx *gorm.DB, r models.Record, before []byte) error {
	if r.Resource != models.Profile {
		return nil
	}
	now, _ := profile.Parse(r.Data) // what is no profile has no interests
	was, _ := profile.Parse(before)
	names := slices.Concat(now.Interests, was.Interests)
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(name string) bool { return len(name) > mostInterestBytes })
	if len(names) == 0 {
		return nil
	}
	var known []string
	if err := tx.Model(&interest{}).Where("database_id = ? AND name IN ?", r.DatabaseRefID, names).Pluck("name", &known).Error; err != nil {
		return fmt.Errorf("look for interests of profile %s: %w", r.PublicID, err)
	}
	var rows []interest
	for _, name := range names {
		if !slices.Contains(known, name) {
			rows = append(rows, interest{r.DatabaseRefID, name, r.CompanyID})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	key := []clause.Column{{Name: "database_id"}, {Name: "name"}}
	if err := tx.Clauses(clause.OnConflict{Columns: key, DoNothing: true}).Create(&rows).Error; err != nil {
		return fmt.Errorf("note interests of profile %s: %w", r.PublicID, err)
	}
	return nil
}

// interests writes the interests that are known in the database of an event's
// profile.
func (r expandReader) interests() ([]byte, error) {
	of, err := r.profile()
	if err != nil || of.ID == 0 {
		return []byte("[]"), err
	}
	names, err := interestNames(r.tx, of.DatabaseRefID)
	if err != nil {
		return nil, err
	}
	return json.Marshal(names)
}
