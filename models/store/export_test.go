package store

import (
	"gorm.io/gorm"

	"callboard/models"
)

// DB lets tests look at rows that the store shows to nobody.
func (s *Store) DB() *gorm.DB { return s.db }

// OpenCallback opens the secrets of a callback as the engine does.
func (s *Store) OpenCallback(c *models.Callback) error { return s.openCallback(c) }
