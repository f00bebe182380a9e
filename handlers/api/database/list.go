package database

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"callboard/handlers/api"
)

// The numbers of rows of a list: the published one, and the most that is
// given, however many are asked for.
const (
	usualLimit   = 100
	largestLimit = 1000
)

// window is the part of a list that is asked for: "?start=100&limit=50".
type window struct {
	start, limit bound
	uncounted    bool // "total=false": how many there are in all need not be known
}

// bound is a number of a window. One that came in the query is given back as
// the text that it was.
type bound struct {
	n     int
	asked bool
}

// MarshalJSON writes the number, or the text that it came as.
func (b bound) MarshalJSON() ([]byte, error) {
	if b.asked {
		return json.Marshal(strconv.Itoa(b.n))
	}
	return json.Marshal(b.n)
}

func readWindow(query url.Values) (window, error) {
	start, err := readBound(query, "start", 0)
	if err != nil {
		return window{}, err
	}
	limit, err := readBound(query, "limit", usualLimit)
	if err != nil {
		return window{}, err
	}
	limit.n = min(limit.n, largestLimit)
	counted := true
	if query.Get("total") != "" {
		counted, err = readFlag(query, "total")
	}
	return window{start, limit, !counted}, err
}

// readPlainWindow reads the query of a list that cannot be filtered or sorted.
func readPlainWindow(r *http.Request) (window, error) {
	query, err := readQuery(r)
	if err != nil {
		return window{}, err
	}
	if err := refuseSelection(query); err != nil {
		return window{}, err
	}
	return readWindow(query)
}

func readBound(query url.Values, name string, usual int) (bound, error) {
	text := query.Get(name)
	if text == "" {
		return bound{n: usual}, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return bound{}, invalid(name, "It must be a whole number")
	}
	return bound{int(n), true}, nil
}

// listAnswer is a part of a list, of which there is total in all.
type listAnswer[T any] struct {
	Start bound `json:"start"`
	Limit bound `json:"limit"`
	Count int   `json:"count"`
	Total *int  `json:"total,omitzero"` // nil when it need not be known
	Data  []T   `json:"data"`
}

// partOf returns the part of all rows that is asked for.
func partOf[T any](asked window, rows []T) []T {
	from := min(asked.start.n, len(rows))
	return rows[from:min(from+asked.limit.n, len(rows))]
}

// writeList answers with a part of a list, of which there is total in all.
func writeList[T any](w http.ResponseWriter, asked window, total int, data []T) error {
	answer := listAnswer[T]{Start: asked.start, Limit: asked.limit, Count: len(data), Data: data}
	if !asked.uncounted {
		answer.Total = &total
	}
	return api.Write(w, http.StatusOK, answer)
}
