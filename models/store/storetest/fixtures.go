package storetest

import (
	"errors"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/sqldb"
)

// Password is the one of every user that User makes.
const Password = "correct horse battery"

// Access is who makes the records of a test.
func Access() models.Access { return models.System("test") }

// Company makes an active company.
func Company(t *testing.T, s *store.Store) models.Company {
	t.Helper()
	c := models.Company{Name: "Northwind Fitness", Active: true}
	if err := s.CreateCompany(t.Context(), Access(), &c); err != nil {
		t.Fatalf("make a company: %v", err)
	}
	return c
}

// Location makes an active location of a company.
func Location(t *testing.T, s *store.Store, c models.Company) models.Location {
	t.Helper()
	l := models.Location{CompanyID: c.ID, Name: "Rotterdam Centrum", Code: "RTM-02", TimeZone: "Europe/Amsterdam", Active: true}
	if err := s.CreateLocation(t.Context(), Access(), &l); err != nil {
		t.Fatalf("make a location: %v", err)
	}
	return l
}

// User makes a user with a role for what belongs to o; the zero Owner is the
// whole system.
func User(t *testing.T, s *store.Store, email string, role models.Role, o models.Owner) models.User {
	t.Helper()
	grant := models.Grant{Role: role, CompanyID: o.CompanyID, LocationID: o.LocationID}
	u, err := s.CreateUser(t.Context(), Access(), models.NewUser{Email: email, Password: Password, Grant: grant})
	if err != nil {
		t.Fatalf("make a user: %v", err)
	}
	return u
}

// Key makes an API key with a role for what belongs to o, and returns it with
// its clear text.
func Key(t *testing.T, s *store.Store, role models.Role, o models.Owner) (k models.APIKey, clear string) {
	t.Helper()
	k = models.APIKey{Name: "Front desk", Role: role, CompanyID: o.CompanyID, LocationID: o.LocationID}
	clear, err := s.CreateAPIKey(t.Context(), Access(), &k)
	if err != nil {
		t.Fatalf("make a key: %v", err)
	}
	return k, clear
}

// Damaging opens an empty store on SQLite, and returns a function that makes
// what is encrypted of a callback unreadable, as a bad disk would.
func Damaging(t *testing.T) (s *store.Store, damage func(models.Callback)) {
	t.Helper()
	var opened store.Options
	s = SQLite(t, func(o *store.Options) { opened = *o })
	return s, func(c models.Callback) {
		t.Helper()
		db, err := sqldb.Open(t.Context(), opened.Database, opened.Dir)
		if err == nil {
			err = errors.Join(db.Model(&c).Update("sealed", []byte("damaged")).Error, db.Close())
		}
		if err != nil {
			t.Fatalf("damage callback %s: %v", c.PublicID, err)
		}
	}
}
