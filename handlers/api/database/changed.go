package database

import "net/http"

// created answers that there is a new thing, and where.
func created(w http.ResponseWriter, thing, id string) error {
	w.Header().Set("X-Created", id)
	return at(w, http.StatusCreated, thing, id)
}

// changed answers that a thing was changed, and where it is to be read.
func changed(w http.ResponseWriter, thing, id string) error {
	return at(w, http.StatusSeeOther, thing, id)
}

func at(w http.ResponseWriter, status int, thing, id string) error {
	w.Header().Set("Location", "/"+thing+"/"+id)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return nil
}

// deleted answers that a thing is gone.
func deleted(w http.ResponseWriter, thing, id string) error {
	w.Header().Set("X-Deleted", thing+" "+id)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	return nil
}
