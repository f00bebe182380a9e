package desk

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// Finder finds what a call names beside its path: parts of a company, within
// what the asker reaches. Each is looked for once, however often it is named.
type Finder struct {
	Err error // the first trouble that is none of the asker's

	r           *http.Request
	company     models.ID
	locations   shelf[models.Location]
	databases   shelf[models.Database]
	collections shelf[models.Collection]
	profiles    shelf[models.Record]
}

// Named is a member of a call that names something by its public id; "" for
// nothing.
type Named struct{ Member, ID string }

// Finder returns what finds the parts of a company.
func (d Desk) Finder(r *http.Request, company models.ID) *Finder {
	profile := func(ctx context.Context, in models.Scope, id string) (models.Record, error) {
		return d.Store.RecordByID(ctx, in, models.Profile, id)
	}
	return &Finder{
		r: r, company: company,
		locations:   shelf[models.Location]{map[string]models.Location{}, d.Store.Location},
		databases:   shelf[models.Database]{map[string]models.Database{}, d.Store.Database},
		collections: shelf[models.Collection]{map[string]models.Collection{}, d.Store.Collection},
		profiles:    shelf[models.Record]{map[string]models.Record{}, profile},
	}
}

// Location returns a location, the zero one when there is none to be found:
// what is named then must be mended.
func (n *Finder) Location(f *api.Fields, by Named) models.Location {
	l := n.locations.find(n, by.ID)
	n.missing(f, by, l.CompanyID)
	return l
}

// Profile returns a profile likewise.
func (n *Finder) Profile(f *api.Fields, by Named) models.Record {
	p := n.profiles.find(n, by.ID)
	n.missing(f, by, p.CompanyID)
	return p
}

// Source returns a database, a collection, or a collection with its database;
// what is named must fit each other.
func (n *Finder) Source(f *api.Fields, database, collection Named) models.DatabaseRef {
	s := models.DatabaseRef{Database: n.databases.find(n, database.ID), Collection: n.collections.find(n, collection.ID)}
	n.missing(f, database, s.Database.CompanyID)
	n.missing(f, collection, s.Collection.CompanyID)
	if s.Database.ID != 0 && s.Collection.ID != 0 && s.Collection.DatabaseID != s.Database.ID {
		f.Refuse(collection.Member, "must be a collection of the database")
	}
	return s
}

// missing notes what is named and is none of the company's.
func (n *Finder) missing(f *api.Fields, by Named, company models.ID) {
	if by.ID != "" && company != n.company {
		f.Refuse(by.Member, "must be a "+strings.TrimSuffix(by.Member, "_id")+" of the company")
	}
}

// shelf holds what was found already.
type shelf[T any] struct {
	known map[string]T
	read  func(ctx context.Context, in models.Scope, id string) (T, error)
}

func (s shelf[T]) find(n *Finder, id string) T {
	one, seen := s.known[id]
	if seen || id == "" {
		return one
	}
	one, err := s.read(n.r.Context(), web.Scope(n.r), id)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		n.Err = cmp.Or(n.Err, err)
	}
	s.known[id] = one
	return one
}
