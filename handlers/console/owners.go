package console

import (
	"net/http"
	"strings"

	"callboard/models/store"
)

// ownerFilter reads what a list of companies or locations shall show.
func ownerFilter(r *http.Request) store.OwnerFilter {
	return store.OwnerFilter{Q: strings.TrimSpace(r.FormValue("q")), After: r.FormValue("after")}
}
