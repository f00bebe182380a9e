package console

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"callboard/models"
)

// nextURL is the address of the page after the one that r asks for, or "".
func nextURL(r *http.Request, after string) string {
	if after == "" {
		return ""
	}
	query := url.Values{"after": {after}}
	if q := strings.TrimSpace(r.FormValue("q")); q != "" {
		query.Set("q", q)
	}
	return r.URL.Path + "?" + query.Encode()
}

// versionOf reads the version that was on screen when a form was sent.
func versionOf(r *http.Request) int64 {
	n, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // what is no number fits no version
	return n
}

// refused returns what to show, with which status, when a form was not
// stored; status is zero when err is anything else.
func refused(err error) (problems models.Problems, status int) {
	if problems, ok := errors.AsType[models.Problems](err); ok {
		return problems, http.StatusUnprocessableEntity
	}
	if errors.Is(err, models.ErrConflict) {
		problems.Add("", "Somebody changed this meanwhile. What you typed is kept below: compare it with what is stored, then save again.")
		return problems, http.StatusConflict
	}
	return nil, 0
}

// idOf reads the id that a form was given when it was shown, so that sending
// it twice makes one record; zero for none.
func idOf(text string) models.ID {
	id, _ := models.ParseID(text)
	return id
}
