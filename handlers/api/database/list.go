package database

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
	given bool
}

func (b bound) shown() any {
	if b.given {
		return strconv.Itoa(b.n)
	}
	return b.n
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
	no := slices.Contains([]string{"false", "0", "no"}, strings.ToLower(query.Get("total")))
	return window{start, limit, no}, nil
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

// of returns the part of all that is asked for.
func (part window) of(all []api.Ordered) []api.Ordered {
	from := min(part.start.n, len(all))
	return all[from:min(from+part.limit.n, len(all))]
}

// write answers with a part of a list, of which there is total in all.
func (part window) write(w http.ResponseWriter, total int, data []api.Ordered) error {
	list := api.Ordered{
		{Name: "start", Value: part.start.shown()},
		{Name: "limit", Value: part.limit.shown()},
		{Name: "count", Value: len(data)},
	}
	if !part.uncounted {
		list = append(list, api.Member{Name: "total", Value: total})
	}
	return api.Write(w, http.StatusOK, append(list, api.Member{Name: "data", Value: data}))
}
