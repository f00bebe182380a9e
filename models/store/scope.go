package store

import (
	"gorm.io/gorm"

	"callboard/models"
)

// within keeps the rows that in reaches, by the columns of their owner.
func within(q *gorm.DB, in models.Scope) *gorm.DB {
	return ownerColumns{"company_id", "location_id"}.within(q, in)
}

// ownerColumns say whose a row is.
type ownerColumns struct{ company, location string }

func (c ownerColumns) within(q *gorm.DB, in models.Scope) *gorm.DB {
	switch {
	case in.All:
		return q
	case in.Empty():
		return q.Where("1 = 0")
	case len(in.Locations) == 0:
		return q.Where(c.company+" IN ?", in.Companies)
	case len(in.Companies) == 0:
		return q.Where(c.location+" IN ?", in.Locations)
	}
	return q.Where("("+c.company+" IN ? OR "+c.location+" IN ?)", in.Companies, in.Locations)
}
