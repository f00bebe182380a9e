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

// lookup finds the parts of a company that a call names beside its path, within
// what its key reaches. Each is looked up once, however often it is named: a
// publication may name one a thousand times.
type lookup struct {
	err error // the first that is no fault of the caller

	request     *http.Request
	company     models.ID
	locations   lookupCache[models.Location]
	databases   lookupCache[models.Database]
	collections lookupCache[models.Collection]
	profiles    lookupCache[models.Record]
}

func (a API) lookup(r *http.Request, company models.ID) *lookup {
	profile := func(ctx context.Context, in models.Scope, id string) (models.Record, error) {
		return a.Store.RecordByID(ctx, in, models.Profile, id)
	}
	return &lookup{
		request: r, company: company,
		locations:   lookupCache[models.Location]{map[string]models.Location{}, a.Store.Location},
		databases:   lookupCache[models.Database]{map[string]models.Database{}, a.Store.Database},
		collections: lookupCache[models.Collection]{map[string]models.Collection{}, a.Store.Collection},
		profiles:    lookupCache[models.Record]{map[string]models.Record{}, profile},
	}
}

// location returns the location that a member names by its public id. When the
// company has no such location it refuses the member, and returns the zero one,
// as it does when nothing is named.
func (l *lookup) location(f *api.Fields, member string) models.Location {
	id := identifier(f, member)
	location := l.locations.find(l, id)
	l.check(f, member, id, location.CompanyID)
	return location
}

// profile returns the profile that a member names likewise.
func (l *lookup) profile(f *api.Fields, member string) models.Record {
	id := identifier(f, member)
	profile := l.profiles.find(l, id)
	l.check(f, member, id, profile.CompanyID)
	return profile
}

// databaseRef returns likewise the database, the collection, or the collection with
// its database that two members name.
func (l *lookup) databaseRef(f *api.Fields, databaseMember, collectionMember string) models.DatabaseRef {
	databaseID, collectionID := identifier(f, databaseMember), identifier(f, collectionMember)
	ref := models.DatabaseRef{Database: l.databases.find(l, databaseID), Collection: l.collections.find(l, collectionID)}
	l.check(f, databaseMember, databaseID, ref.Database.CompanyID)
	l.check(f, collectionMember, collectionID, ref.Collection.CompanyID)
	if ref.Database.ID != 0 && ref.Collection.ID != 0 && ref.Collection.DatabaseID != ref.Database.ID {
		f.Refuse(collectionMember, "must be a collection of the database")
	}
	return ref
}

// check refuses a member that names something that is not the company's.
func (l *lookup) check(f *api.Fields, member, id string, company models.ID) {
	if id != "" && company != l.company {
		f.Refuse(member, "must be a "+strings.TrimSuffix(member, "_id")+" of the company")
	}
}

// lookupCache holds what was looked up, by public id.
type lookupCache[T any] struct {
	rows map[string]T
	read func(ctx context.Context, in models.Scope, id string) (T, error)
}

func (c lookupCache[T]) find(l *lookup, id string) T {
	row, ok := c.rows[id]
	if ok || id == "" {
		return row
	}
	row, err := c.read(l.request.Context(), web.Scope(l.request), id)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		l.err = cmp.Or(l.err, err)
	}
	c.rows[id] = row
	return row
}
