package native

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
)

const (
	// pageSize is the number of rows of a page unless limit says otherwise.
	pageSize = 50
	// pageLimit is the highest limit.
	pageLimit = 200
)

// pageRequest is which part of a list is asked for.
type pageRequest struct {
	Limit  int
	Cursor string // "" for the first
}

// readPage reads limit and cursor.
func readPage(r *http.Request) (pageRequest, error) {
	p := pageRequest{Limit: pageSize}
	query := r.URL.Query()
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > pageLimit {
			return p, models.Problems{{Field: "limit", Code: models.OutOfRange, Text: "limit must be between 1 and 200"}}
		}
		p.Limit = n
	}
	raw, err := base64.RawURLEncoding.DecodeString(query.Get("cursor"))
	if err != nil {
		return p, errCursor
	}
	p.Cursor = string(raw)
	return p, nil
}

var errCursor = models.Problems{{Field: "cursor", Code: models.Malformed, Text: "cursor must be the next_cursor of an answer"}}

// after returns the row id that the cursor names, zero on the first page.
func (p pageRequest) after() (models.ID, error) {
	if p.Cursor == "" {
		return 0, nil
	}
	id, err := models.ParseID(p.Cursor)
	if err != nil {
		return 0, errCursor
	}
	return id, nil
}

// readNamePage reads which part of a list by name is asked for: limit, cursor,
// and q for a part of the name.
func readNamePage(r *http.Request) (store.OwnerFilter, error) {
	p, err := readPage(r)
	if err != nil {
		return store.OwnerFilter{}, err
	}
	f := store.OwnerFilter{Q: r.URL.Query().Get("q"), After: p.Cursor, Limit: p.Limit}
	if !f.Placed() {
		return store.OwnerFilter{}, errCursor
	}
	return f, models.CheckSearch(f.Q).Err()
}

// afterType returns the event type that the cursor names, "" on the first
// page.
func (p pageRequest) afterType() (string, error) {
	if p.Cursor != "" && !models.IsTypeName(p.Cursor) {
		return "", errCursor
	}
	return p.Cursor, nil
}

// cutPage takes the row behind a page off, which says that there is another
// page. The cursor of that page is the id of the last row of this one.
func cutPage[R any](p pageRequest, rows []R, id func(R) models.ID) (cut []R, next string) {
	if len(rows) <= p.Limit {
		return rows, ""
	}
	return rows[:p.Limit], id(rows[p.Limit-1]).String()
}

// listPage is one page of a list.
type listPage[T any] struct {
	Data       []T     `json:"data"`
	NextCursor *string `json:"next_cursor" description:"The cursor of the next page; null on the last."`
}

// writeList answers with one page of a list. next is the cursor of the one
// behind it, "" for none.
func writeList[T any](w http.ResponseWriter, rows []T, next string) error {
	page := listPage[T]{Data: rows}
	if rows == nil {
		page.Data = []T{}
	}
	if next != "" {
		page.NextCursor = new(base64.RawURLEncoding.EncodeToString([]byte(next)))
	}
	return api.Write(w, http.StatusOK, page)
}
