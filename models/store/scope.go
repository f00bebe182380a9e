package store

import (
	"context"

	"gorm.io/gorm"

	"callboard/models"
)

// within keeps the rows that in reaches, by the columns of their owner.
func within(q *gorm.DB, in models.Scope) *gorm.DB {
	return ownerColumns{"company_id", "location_id"}.within(q, in)
}

// withinCompanies keeps the rows whose company in reaches as a whole: databases
// and collections belong to no location.
func withinCompanies(q *gorm.DB, in models.Scope) *gorm.DB {
	return ownerColumns{company: "company_id"}.within(q, companiesOf(in))
}

// companiesOf is the part of a scope that reaches companies as a whole. Who is
// let into a location only does not see its company.
func companiesOf(in models.Scope) models.Scope {
	return models.Scope{All: in.All, Companies: in.Companies}
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

// owner returns o with the company of its location filled in; ErrNotFound
// unless both exist, belong together and lie within in.
func (s *Store) owner(ctx context.Context, in models.Scope, o models.Owner) (models.Owner, error) {
	if o == (models.Owner{}) {
		if !in.All {
			return o, models.ErrNotFound
		}
		return o, nil
	}
	if o.LocationID == 0 {
		_, err := s.CompanyByID(ctx, in, o.CompanyID)
		return o, err
	}
	l, err := s.LocationByID(ctx, in, o.LocationID)
	if err == nil && o.CompanyID != 0 && o.CompanyID != l.CompanyID {
		err = models.ErrNotFound
	}
	return l.Owner(), err
}
