package store

import (
	"gorm.io/gorm"

	"callboard/models"
)

// The bounds of one INSERT of many rows. MySQL takes no statement above its
// max_allowed_packet, which is 16 MiB on MariaDB and less on old servers, and a quote
// within JSON takes up to four bytes of it.
const (
	insertRows  = 200
	insertBytes = 1 << 20
)

// insert stores rows, many with one statement. size returns the bytes of a row
// besides its plain columns.
func insert[T any](tx *gorm.DB, rows []T, size func(T) int) error {
	for _, part := range parts(rows, size) {
		if err := tx.Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// parts divides rows into parts that fit one statement.
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
	byID := make(map[models.ID]T, len(rows))
	for _, row := range rows {
		byID[id(row)] = row
	}
	return byID
}

// small is the size of a row that has only plain columns.
func small[T any](T) int { return 0 }
