package database

import (
	"net/http"
	"net/url"
)

// created answers that there is a new thing, and where.
func created(w http.ResponseWriter, r *http.Request, resource, id string) error {
	w.Header().Set("X-Created", id)
	return locate(w, r, http.StatusCreated, resource, id)
}

// changed answers that a thing was changed, and where it is to be read.
func changed(w http.ResponseWriter, r *http.Request, resource, id string) error {
	return locate(w, r, http.StatusSeeOther, resource, id)
}

// locate answers where a thing is, without a body: under the version that was
// asked for. Many clients go there at once, so a key that came in the query is
// repeated, and nothing else of the query. It goes to nobody but who sent it.
func locate(w http.ResponseWriter, r *http.Request, status int, resource, id string) error {
	version, _ := versionOf(r.RequestURI) // the routes know no version
	location := url.URL{Path: version + "/" + resource + "/" + id}
	if token := queryToken(r); token != "" {
		location.RawQuery = url.Values{accessToken: {token}}.Encode()
		w.Header().Set("Referrer-Policy", "no-referrer")
	}
	w.Header().Set("Location", location.String())
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
