package store

import (
	"gorm.io/gorm"

	"callboard/models"
)

// The bounds of one INSERT of many rows. Quotes in JSON in a statement count
// up to four times, and MySQL takes no statement above its max_allowed_packet:
// 16 MiB on MariaDB, less on old servers.
const (
	insertRows  = 200
	insertBytes = 1 << 20
)

// insert stores rows, many with one statement. size returns how many bytes of
// a row are beside its plain columns.
func insert[T any](tx *gorm.DB, rows []T, size func(T) int) error {
	for _, part := range parts(rows, size) {
		if err := tx.Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// parts divides rows so that each part fits one statement.
func parts[T any](rows []T, size func(T) int) [][]T {
	var all [][]T
	start, bytes := 0, 0
	for i, row := range rows {
		bytes += size(row)
		if i > start && (i-start == insertRows || bytes > insertBytes) {
			all = append(all, rows[start:i:i])
			start, bytes = i, size(row)
		}
	}
	if start < len(rows) {
		all = append(all, rows[start:])
	}
	return all
}

// mapByID returns rows by their ids.
func mapByID[T any](rows []T, id func(T) models.ID) map[models.ID]T {
	found := make(map[models.ID]T, len(rows))
	for _, row := range rows {
		found[id(row)] = row
	}
	return found
}

// small is the size of a row without bytes beside its plain columns.
func small[T any](T) int { return 0 }
