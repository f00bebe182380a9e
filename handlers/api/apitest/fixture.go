// Package apitest gives the tests of the APIs a company with a key on an empty
// store, a client that looks at every answer, and stand-ins for the engine.
package apitest

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// Now is the moment at which the clock of a fixture starts.
var Now = time.Date(2027, 3, 2, 9, 15, 42, 0, time.UTC)

// Fixture is a company with a location and a key, and an API before its store.
type Fixture struct {
	T         *testing.T
	Store     *store.Store
	Publisher *Publisher
	Company   models.Company
	Location  models.Location
	Key       string // of a manager of the company

	// ShowKey puts a key where clients of the API put it; a bearer token when
	// nil.
	ShowKey func(r *http.Request, key string)
	// Host is asked when it is not "".
	Host string

	clock *atomic.Int64 // Unix milliseconds
	site  http.Handler
}

// New makes a fixture on an empty SQLite database. Its API is to be served.
func New(t *testing.T, options ...storetest.Option) *Fixture {
	t.Helper()
	return Open(t, "", options...)
}

// Each runs fn with a fixture on SQLite and one on MariaDB: for what two do at
// once, and for texts that databases trip over.
func Each(t *testing.T, fn func(t *testing.T, f *Fixture), options ...storetest.Option) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) { fn(t, Open(t, database, options...)) })
}

// Open makes a fixture on a database, as storetest.Open does.
func Open(t *testing.T, database string, options ...storetest.Option) *Fixture {
	t.Helper()
	clock := &atomic.Int64{}
	clock.Store(Now.UnixMilli())
	now := func(o *store.Options) { o.Now = func() time.Time { return time.UnixMilli(clock.Load()).UTC() } }
	f := On(t, storetest.Open(t, database, append([]storetest.Option{now}, options...)...))
	f.clock = clock
	return f
}

// On makes a fixture on a store that has a clock of its own.
func On(t *testing.T, s *store.Store) *Fixture {
	t.Helper()
	f := &Fixture{T: t, Store: s, Publisher: &Publisher{store: s}}
	f.Company = storetest.Company(t, s)
	f.Location = storetest.Location(t, s, f.Company)
	f.Key = f.NewKey(models.Manager, f.Company.Owner())
	return f
}

// Serve puts an API before the store, in the place of the one before.
func (f *Fixture) Serve(site web.Site) {
	f.site = web.Mount(http.NewServeMux(), site)
}

// Advance moves the clock.
func (f *Fixture) Advance(by time.Duration) { f.clock.Add(by.Milliseconds()) }

// NewKey makes a key with a role for what belongs to o.
func (f *Fixture) NewKey(role models.Role, o models.Owner) string {
	f.T.Helper()
	_, clear := storetest.Key(f.T, f.Store, role, o)
	return clear
}

// NewCompany makes another company.
func (f *Fixture) NewCompany(name string) models.Company {
	f.T.Helper()
	company := models.Company{Name: name, Active: true}
	if err := f.Store.CreateCompany(f.T.Context(), storetest.Access(), &company); err != nil {
		f.T.Fatalf("make company %s: %v", name, err)
	}
	return company
}

// NewLocation makes another location of the company.
func (f *Fixture) NewLocation(name string) models.Location {
	f.T.Helper()
	location := models.Location{CompanyID: f.Company.ID, Name: name, Active: true}
	if err := f.Store.CreateLocation(f.T.Context(), storetest.Access(), &location); err != nil {
		f.T.Fatalf("make location %s: %v", name, err)
	}
	return location
}
