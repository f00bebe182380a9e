package native

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

// Lookup finds what a call names beside its path: parts of a company, within
// what the asker reaches. Each is looked for once, however often it is named.
type Lookup struct {
	Err error // the first trouble that is none of the asker's

	r           *http.Request
	company     models.ID
	locations   cachedLookup[models.Location]
	databases   cachedLookup[models.Database]
	collections cachedLookup[models.Collection]
	profiles    cachedLookup[models.Record]
}

// Named is a member of a call that names something by its public id; "" for
// nothing.
type Named struct{ Member, ID string }

// Lookup returns what finds the parts of a company.
func (d Base) Lookup(r *http.Request, company models.ID) *Lookup {
	profile := func(ctx context.Context, in models.Scope, id string) (models.Record, error) {
		return d.Store.RecordByID(ctx, in, models.Profile, id)
	}
	return &Lookup{
		r: r, company: company,
		locations:   cachedLookup[models.Location]{map[string]models.Location{}, d.Store.Location},
		databases:   cachedLookup[models.Database]{map[string]models.Database{}, d.Store.Database},
		collections: cachedLookup[models.Collection]{map[string]models.Collection{}, d.Store.Collection},
		profiles:    cachedLookup[models.Record]{map[string]models.Record{}, profile},
	}
}

// Location returns a location, the zero one when there is none to be found:
// what is named then must be mended.
func (n *Lookup) Location(f *api.Fields, by Named) models.Location {
	l := n.locations.find(n, by.ID)
	n.missing(f, by, l.CompanyID)
	return l
}

// Profile returns a profile likewise.
func (n *Lookup) Profile(f *api.Fields, by Named) models.Record {
	p := n.profiles.find(n, by.ID)
	n.missing(f, by, p.CompanyID)
	return p
}

// Source returns a database, a collection, or a collection with its database;
// what is named must fit each other.
func (n *Lookup) Source(f *api.Fields, database, collection Named) models.DatabaseRef {
	s := models.DatabaseRef{Database: n.databases.find(n, database.ID), Collection: n.collections.find(n, collection.ID)}
	n.missing(f, database, s.Database.CompanyID)
	n.missing(f, collection, s.Collection.CompanyID)
	if s.Database.ID != 0 && s.Collection.ID != 0 && s.Collection.DatabaseID != s.Database.ID {
		f.Refuse(collection.Member, "must be a collection of the database")
	}
	return s
}

// missing notes what is named and is none of the company's.
func (n *Lookup) missing(f *api.Fields, by Named, company models.ID) {
	if by.ID != "" && company != n.company {
		f.Refuse(by.Member, "must be a "+strings.TrimSuffix(by.Member, "_id")+" of the company")
	}
}

// cachedLookup holds what was found already.
type cachedLookup[T any] struct {
	known map[string]T
	read  func(ctx context.Context, in models.Scope, id string) (T, error)
}

func (s cachedLookup[T]) find(n *Lookup, id string) T {
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
