package models

// HourlyCounter counts what was settled within one hour, so that charts and
// the overview need not count the log: deliveries that were delivered, have
// failed or were not sent. Tests are left out.
type HourlyCounter struct {
	Hour       Millis `gorm:"primaryKey;autoIncrement:false"` // its first moment
	CompanyID  ID     `gorm:"primaryKey;autoIncrement:false"`
	LocationID ID     `gorm:"primaryKey;autoIncrement:false"`
	CallbackID ID     `gorm:"primaryKey;autoIncrement:false"`
	Status     Status `gorm:"primaryKey;autoIncrement:false"`
	Cause      Cause  `gorm:"primaryKey"` // of what failed
	Count      int64
	TookTotal  int64 // of the last attempts, microseconds
}
