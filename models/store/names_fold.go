package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// namesVersion is the setting that says by which rules names were folded last, and
// namesRules those of this program: another number folds all of them again.
const (
	namesVersion = "names_version"
	namesRules   = "1"
)

// foldedOf is what a row with this name and code is searched by. Nobody searches for
// the line break between them.
func foldedOf(name, code string) string {
	return strings.TrimSuffix(models.Folded(name)+"\n"+models.Folded(code), "\n")
}

// foldNames folds the names that were stored by other rules: what lists are searched
// by, and the keys that keep names unique. It is done once, and may be done twice.
func foldNames(ctx context.Context, s *Store) error {
	db := s.db.WithContext(ctx)
	var settings []setting
	if err := db.Where("name = ?", namesVersion).Find(&settings).Error; err != nil {
		return fmt.Errorf("read how names are folded: %w", err)
	}
	if len(settings) > 0 && settings[0].Value == namesRules {
		return nil
	}
	for _, table := range []struct{ name, code string }{{"companies", "''"}, {"locations", "code"}, {"`databases`", "''"}, {"collections", "''"}} {
		if err := foldTable(ctx, s, table.name, table.code); err != nil {
			return fmt.Errorf("fold the names of %s: %w", table.name, err)
		}
	}
	for _, table := range []string{"callbacks", "subscriptions"} {
		if err := foldKeys(ctx, s, table); err != nil {
			return fmt.Errorf("fold the names of %s: %w", table, err)
		}
	}
	return s.tx(ctx, func(tx *gorm.DB) error { return tx.Save(&setting{namesVersion, namesRules}).Error })
}

// foldedAtOnce is how many rows are read and written in one transaction.
const foldedAtOnce = 500

// namedRow is a row whose name is folded.
type namedRow struct {
	ID                          models.ID
	CompanyID                   models.ID
	Name, Code, Folded, NameKey string
}

// foldTable writes what the rows of a table are searched by.
func foldTable(ctx context.Context, s *Store, table, code string) error {
	return eachNamed(ctx, s, table, "id, name, "+code+" AS code, folded", "1 = 1", func(tx *gorm.DB, row namedRow) error {
		folded := foldedOf(row.Name, row.Code)
		if folded == row.Folded {
			return nil
		}
		return tx.Table(table).Where("id = ? AND name = ?", row.ID, row.Name).Update("folded", folded).Error
	})
}

// foldKeys writes the keys of names anew. Of two names that were two and are one now,
// the second keeps its old key: it is found in lists, and by its id.
func foldKeys(ctx context.Context, s *Store, table string) error {
	return eachNamed(ctx, s, table, "id, company_id, name, name_key", "name_key IS NOT NULL", func(tx *gorm.DB, row namedRow) error {
		key := Name{row.CompanyID, row.Name}.key()
		if key == row.NameKey {
			return nil
		}
		var others int64
		if err := tx.Table(table).Where("name_key = ? AND id <> ?", key, row.ID).Count(&others).Error; err != nil || others > 0 {
			return err
		}
		return tx.Table(table).Where("id = ? AND name_key = ?", row.ID, row.NameKey).Update("name_key", key).Error
	})
}

// eachNamed calls do with the rows of a table, many in a transaction.
func eachNamed(ctx context.Context, s *Store, table, columns, where string, do func(tx *gorm.DB, row namedRow) error) error {
	for last := models.ID(-1); ; {
		var rows []namedRow
		err := s.tx(ctx, func(tx *gorm.DB) error {
			rows = nil
			q := tx.Table(table).Select(columns).Where("id > ?", last).Where(where).Order("id").Limit(foldedAtOnce)
			err := q.Scan(&rows).Error
			for _, row := range rows {
				err = errors.Join(err, do(tx, row))
			}
			return err
		})
		if err != nil || len(rows) < foldedAtOnce {
			return err
		}
		last = rows[len(rows)-1].ID
	}
}
