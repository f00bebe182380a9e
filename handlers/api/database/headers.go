package database

import "net/http"

// created answers that there is a new thing, and where.
func created(w http.ResponseWriter, resource, id string) error {
	w.Header().Set("X-Created", id)
	return locate(w, http.StatusCreated, resource, id)
}

// changed answers that a thing was changed, and where it is to be read.
func changed(w http.ResponseWriter, resource, id string) error {
	return locate(w, http.StatusSeeOther, resource, id)
}

// locate answers where a thing is, without a body.
func locate(w http.ResponseWriter, status int, resource, id string) error {
	w.Header().Set("Location", "/"+resource+"/"+id)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return nil
}

// deleted answers that a thing is gone.
func deleted(w http.ResponseWriter, resource, id string) error {
	w.Header().Set("X-Deleted", resource+" "+id)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	return nil
}
