package native

import (
	"context"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// resource answers the calls that companies, locations, databases and
// collections have in common. T is the record, and A its answer.
type resource[T interface{ Owner() models.Owner }, A any] struct {
	API
	name string // in paths: "database"

	find   func(ctx context.Context, in models.Scope, publicID string) (T, error)
	answer func(ctx context.Context, record T) (A, error)
	path   func(record T) string            // below BasePath: "/databases/ID"
	blank  func(r *http.Request) (T, error) // a new record of the company or database of the path
	read   func(f *api.Fields, record *T)   // takes over what a body sets

	// version is nil for companies: their answers do not show it, and the last
	// write wins.
	version func(record T) int64

	create, update func(ctx context.Context, by models.Access, record *T) error
	remove         func(ctx context.Context, by models.Access, record T) error // nil: nothing is deleted
}

func (a resource[T, A]) named(r *http.Request) (T, error) {
	return a.find(r.Context(), web.Scope(r), r.PathValue(a.name))
}

// owner is the lookup of paths with the record's name.
func (a resource[T, A]) owner(r *http.Request, in models.Scope) (models.Owner, error) {
	record, err := a.find(r.Context(), in, r.PathValue(a.name))
	return record.Owner(), err
}

func (a resource[T, A]) write(w http.ResponseWriter, r *http.Request, status int, record T) error {
	answer, err := a.answer(r.Context(), record)
	if err != nil {
		return err
	}
	return api.Write(w, status, answer)
}

func (a resource[T, A]) show(w http.ResponseWriter, r *http.Request) error {
	record, err := a.named(r)
	if err != nil {
		return err
	}
	return a.write(w, r, http.StatusOK, record)
}

func (a resource[T, A]) add(w http.ResponseWriter, r *http.Request) error {
	record, err := a.blank(r)
	if err != nil {
		return err
	}
	f, err := readBody(w, r)
	if err != nil {
		return err
	}
	a.read(&f, &record)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	if err := a.create(r.Context(), web.Access(r), &record); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+a.path(record))
	return a.write(w, r, http.StatusCreated, record)
}

// edit changes what is given, and leaves the rest as it is.
func (a resource[T, A]) edit(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	record, err := change(r, body, a.version, func() (T, error) { return a.named(r) }, func(record *T) error {
		f := body
		a.read(&f, record)
		if err := f.Problems.Err(); err != nil {
			return err
		}
		return a.update(r.Context(), web.Access(r), record)
	})
	if err != nil {
		return err
	}
	return a.write(w, r, http.StatusOK, record)
}

// delete takes a record away, unless something belongs to it.
func (a resource[T, A]) delete(w http.ResponseWriter, r *http.Request) error {
	_, err := change(r, api.Fields{Say: say}, a.version, func() (T, error) { return a.named(r) }, func(record *T) error {
		return a.remove(r.Context(), web.Access(r), *record)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
