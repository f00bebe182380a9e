package native

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"callboard/handlers/api"
	"callboard/models"
)

// The number of rows of a page: unless it is asked for, and at most.
const (
	pageSize = 50
	pageMost = 200
)

// page is which part of a list is asked for.
type page struct {
	limit  int
	cursor string // "" for the first
}

// pageOf reads limit and cursor.
func pageOf(r *http.Request) (page, error) {
	p := page{limit: pageSize}
	query := r.URL.Query()
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > pageMost {
			return p, models.Problems{{Field: "limit", Code: models.OutOfRange, Text: "limit must be between 1 and 200"}}
		}
		p.limit = n
	}
	raw, err := base64.RawURLEncoding.DecodeString(query.Get("cursor"))
	if err != nil {
		return p, errCursor
	}
	p.cursor = string(raw)
	return p, nil
}

var errCursor = models.Problems{{Field: "cursor", Code: models.Malformed, Text: "cursor must be the next_cursor of an answer"}}

// after returns the row id that the cursor names, zero on the first page.
func (p page) after() (models.ID, error) {
	if p.cursor == "" {
		return 0, nil
	}
	id, err := models.ParseID(p.cursor)
	if err != nil {
		return 0, errCursor
	}
	return id, nil
}

// writeList answers with one page of a list. next is the cursor of the one
// behind it, "" for none.
func writeList(w http.ResponseWriter, rows []api.Ordered, next string) error {
	if rows == nil {
		rows = []api.Ordered{}
	}
	var cursor any
	if next != "" {
		cursor = base64.RawURLEncoding.EncodeToString([]byte(next))
	}
	return api.Write(w, http.StatusOK, api.Ordered{{Name: "data", Value: rows}, {Name: "next_cursor", Value: cursor}})
}
