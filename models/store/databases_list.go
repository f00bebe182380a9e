package store

import (
	"context"
	"fmt"

	"callboard/models"
)

// Databases lists the databases of f.Company. DB reaches those of the scope.
func (d ownerList) Databases(ctx context.Context, f OwnerFilter) (rows []models.Database, next string, err error) {
	q := d.DB.WithContext(ctx).Table("`databases` AS d").Where("d.company_id = ? AND d.deleted_at = 0", f.Company)
	if err := f.page(q, "d.name").Find(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list databases: %w", err)
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		last := rows[len(rows)-1]
		next = nameCursor(last.Name, last.ID)
	}
	return rows, next, nil
}

// Collections lists the collections of f.Database. DB reaches those of the
// scope.
func (d ownerList) Collections(ctx context.Context, f OwnerFilter) (rows []models.Collection, next string, err error) {
	q := d.DB.WithContext(ctx).Table("collections AS c").Where("c.database_id = ? AND c.deleted_at = 0", f.Database)
	if err := f.page(q, "c.name").Find(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list collections: %w", err)
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		last := rows[len(rows)-1]
		next = nameCursor(last.Name, last.ID)
	}
	return rows, next, nil
}
