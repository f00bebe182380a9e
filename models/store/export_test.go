package store

import (
	"gorm.io/gorm"

	"callboard/models"
)

// DB lets tests look at rows that the store shows to nobody.
func (s *Store) DB() *gorm.DB { return s.db.DB }

// DecryptSecrets decrypts the secrets of a callback as the engine does.
func (s *Store) DecryptSecrets(c *models.Callback) error { return s.decryptSecrets(c) }

// What tests of this package's own parts name.
type (
	// DeliveryLog is a reader of the delivery log within a scope.
	DeliveryLog = deliveryLog
	// InstanceLease is the lease of an instance number.
	InstanceLease = instanceLease
)

// LivingDatabase locks the database that a record lies in.
var LivingDatabase = requireDatabase

// TakeInstance leases an instance number.
var TakeInstance = takeInstance

// AnotherInstance returns the store as a program with another instance number has it.
func (s *Store) AnotherInstance() *Store {
	other, lease := *s, *s.instance
	lease.mine.Number++
	other.instance = &lease
	return &other
}
