package command

import (
	"context"
	"errors"
	"fmt"

	"callboard/models"
	"callboard/models/store"
)

// by is who the audit log names.
func by() models.Access { return models.System("command line") }

func addCompany(ctx context.Context, s *store.Store, g given) (string, error) {
	c := models.Company{Name: g.name, Active: true}
	err := s.CreateCompany(ctx, by(), &c)
	return c.PublicID, err
}

func addLocation(ctx context.Context, s *store.Store, g given) (string, error) {
	company, err := companyOf(ctx, s, g)
	if err != nil {
		return "", err
	}
	l := models.Location{CompanyID: company.ID, Name: g.name, TimeZone: "UTC", Active: true}
	err = s.CreateLocation(ctx, by(), &l)
	return l.PublicID, err
}

func addDatabase(ctx context.Context, s *store.Store, g given) (string, error) {
	company, err := companyOf(ctx, s, g)
	if err != nil {
		return "", err
	}
	d := models.Database{CompanyID: company.ID, Name: g.name}
	err = s.CreateDatabase(ctx, by(), &d)
	return d.PublicID, err
}

func addCollection(ctx context.Context, s *store.Store, g given) (string, error) {
	database, err := s.Database(ctx, models.Everything, g.values["database"])
	if err != nil {
		return "", missing(err, "database", g.values["database"])
	}
	c := models.Collection{CompanyID: database.CompanyID, DatabaseID: database.ID, Name: g.name}
	err = s.CreateCollection(ctx, by(), &c)
	return c.PublicID, err
}

func addUser(ctx context.Context, s *store.Store, g given) (string, error) {
	company, err := companyOf(ctx, s, g)
	if err != nil {
		return "", err
	}
	grant := models.Grant{Role: models.Role(g.values["role"]), CompanyID: company.ID}
	u, err := s.CreateUser(ctx, by(), models.NewUser{Email: g.values["email"], Password: g.password, Grant: grant})
	return u.ID.String(), err
}

func addKey(ctx context.Context, s *store.Store, g given) (string, error) {
	company, err := companyOf(ctx, s, g)
	if err != nil {
		return "", err
	}
	k := models.APIKey{Name: g.name, Role: models.Role(g.values["role"]), CompanyID: company.ID}
	if id := g.values["location"]; id != "" {
		location, err := s.Location(ctx, models.Everything, id)
		if err == nil && company.ID != 0 && location.CompanyID != company.ID {
			err = models.ErrNotFound // not in that company
		}
		if err != nil {
			return "", missing(err, "location", id)
		}
		k.CompanyID, k.LocationID = location.CompanyID, location.ID
	}
	return s.CreateAPIKey(ctx, by(), &k)
}

// companyOf returns the company that the line names, and none when it names
// none: the whole system.
func companyOf(ctx context.Context, s *store.Store, g given) (models.Company, error) {
	id := g.values["company"]
	if id == "" {
		return models.Company{}, nil
	}
	company, err := s.Company(ctx, models.Everything, id)
	return company, missing(err, "company", id)
}

// missing says in words that something does not exist.
func missing(err error, what, id string) error {
	if errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("there is no %s with the id %q", what, id)
	}
	return err
}
