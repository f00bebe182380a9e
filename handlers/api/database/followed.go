package database

import (
	"net/http"

	"callboard/models"
	"callboard/web"
)

// followed answers a change that comes without a body as reading answers, for who
// may read. So ask clients that keep the method when they follow the redirect of
// a change that has been made (curl -X PUT -L, CURLOPT_CUSTOMREQUEST in PHP); an error
// would make them believe that it was not.
func followed(owner web.Lookup, read models.Permission, show, change web.Page) web.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.ContentLength != 0 {
			return change(w, r)
		}
		o, err := owner(r, web.Scope(r))
		if err != nil {
			return err
		}
		if !web.Access(r).Actor.Can(read, o) {
			return web.ForbiddenError{Need: read, Owner: o}
		}
		return show(w, r)
	}
}
