package postback

import (
	"cmp"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// column is a field that a list of rows can be filtered and sorted by: a text, or a
// number.
type column[T any] struct {
	name   string
	text   func(T) string
	number func(T) float64
}

func columnNamed[T any](columns []column[T], name string) (column[T], bool) {
	i := slices.IndexFunc(columns, func(c column[T]) bool { return c.name == name })
	if i < 0 {
		return column[T]{}, false
	}
	return columns[i], true
}

// shown returns the column of a row as a filter names it.
func (c column[T]) shown(row T) string {
	if c.text == nil {
		return strconv.FormatFloat(c.number(row), 'f', -1, 64)
	}
	return c.text(row)
}

func (c column[T]) compare(a, b T) int {
	if c.number != nil {
		if order := cmp.Compare(c.number(a), c.number(b)); order != 0 || c.text == nil {
			return order
		}
	}
	return cmp.Compare(c.text(a), c.text(b))
}

// The numbers of rows of a page: the published one, and the most that is
// given, however many are asked for.
const (
	usualPage   = 20
	largestPage = 100
)

// list says which rows are wanted: ?resource=contact&sort=-created_ts,url
// &page=2&page_size=50. A "-" sorts from the last to the first. Names that are
// no column are ignored.
type list[T any] struct {
	query      url.Values // what links to other pages repeat
	filters    []filter[T]
	sort       []order[T]
	page, size int
}

// filter lets pass what has one of the values.
type filter[T any] struct {
	column[T]
	values []string
}

// order sorts by a column.
type order[T any] struct {
	column[T]
	down bool
}

// parseList reads the query of a list.
func parseList[T any](query url.Values, columns []column[T]) (list[T], error) {
	wanted := list[T]{query: url.Values{}, page: 1, size: usualPage}
	var problems models.Problems
	for _, c := range columns {
		if query.Has(c.name) {
			wanted.filters = append(wanted.filters, filter[T]{c, query[c.name]})
			wanted.query[c.name] = query[c.name]
		}
	}
	for _, name := range []string{"sort", "page_size"} {
		if query.Has(name) { // links repeat nothing else: it may be a secret
			wanted.query[name] = query[name]
		}
	}
	readCount(query, "page", &wanted.page, &problems)
	readCount(query, "page_size", &wanted.size, &problems)
	wanted.size = min(wanted.size, largestPage)
	wanted.sort = readSort(query.Get("sort"), columns, &problems)
	return wanted, problems.Err()
}

// readQuery reads the query of a list. One that cannot be read is refused: else a
// filter would be dropped, and all would be listed.
func readQuery(r *http.Request) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, models.Problems{{Field: "query", Code: models.Malformed, Text: say("query", "must be escaped, % as %25 and ; as %3B")}}
	}
	return query, nil
}

// readCount reads a number of 1 or more; "" leaves it as it is.
func readCount(query url.Values, name string, into *int, problems *models.Problems) {
	text := query.Get(name)
	if text == "" {
		return
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		problems.Add(name, say(name, "must be an integer of 1 or more"))
	}
	*into = int(n)
}

// readSort reads "-created_ts,url". Of a column that is named twice the first
// decides; without any the oldest come first.
func readSort[T any](text string, columns []column[T], problems *models.Problems) []order[T] {
	var orders []order[T]
	for _, name := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' }) {
		name, down := strings.CutPrefix(strings.TrimSpace(name), "-")
		by, ok := columnNamed(columns, name)
		if !ok {
			problems.Add("sort", say("sort", "is invalid"))
		}
		if !slices.ContainsFunc(orders, func(o order[T]) bool { return o.name == name }) {
			orders = append(orders, order[T]{by, down})
		}
	}
	if len(orders) == 0 {
		created, _ := columnNamed(columns, "created_ts")
		orders = []order[T]{{column: created}}
	}
	return orders
}

// of returns the rows of the wanted page, and how many there are on all pages.
// Beyond the last page there is nothing.
func (l list[T]) of(all []T) (rows []T, total int) {
	all = slices.DeleteFunc(slices.Clone(all), func(row T) bool { return !l.wants(row) })
	l.order(all)
	return all[min(l.from(), len(all)):min(l.from()+l.size, len(all))], len(all)
}

// from is how many rows stand on the pages before the wanted one.
func (l list[T]) from() int { return int(min(int64(l.page-1)*int64(l.size), math.MaxInt32)) }

// order sorts rows, which come oldest first.
func (l list[T]) order(rows []T) {
	if l.sort[len(l.sort)-1].down { // of two that are alike, the later one first
		slices.Reverse(rows)
	}
	slices.SortStableFunc(rows, l.compare)
}

func (l list[T]) wants(row T) bool {
	return !slices.ContainsFunc(l.filters, func(f filter[T]) bool { return !slices.Contains(f.values, f.shown(row)) })
}

func (l list[T]) compare(a, b T) int {
	for _, by := range l.sort {
		order := by.column.compare(a, b)
		if by.down {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// listMeta says where in the list a page stands, and how it is sorted: "asc"
// or "desc" by each column, the first one first.
type listMeta struct {
	Pagination pagination             `json:"pagination"`
	Sort       api.OrderedMap[string] `json:"sort"`
}

type pagination struct {
	Links       pageLinks `json:"links"`
	TotalCount  int       `json:"totalCount"`
	PageCount   int       `json:"pageCount"`
	CurrentPage int       `json:"currentPage"`
	PerPage     int       `json:"perPage"`
}

// pageLinks lead to other pages. The last page has no next and no last one.
type pageLinks struct {
	Self link  `json:"self"`
	Next *link `json:"next,omitzero"`
	Last *link `json:"last,omitzero"`
}

// meta says where the wanted page of a list at an address stands.
func (l list[T]) meta(address string, total int) listMeta {
	pages := (total + l.size - 1) / l.size
	links := pageLinks{Self: l.link(address, l.page)}
	if l.page < pages {
		links.Next, links.Last = new(l.link(address, l.page+1)), new(l.link(address, pages))
	}
	var sort api.OrderedMap[string]
	for _, by := range l.sort {
		direction := "asc"
		if by.down {
			direction = "desc"
		}
		sort = append(sort, api.Entry[string]{Name: by.name, Value: direction})
	}
	return listMeta{
		Pagination: pagination{Links: links, TotalCount: total, PageCount: pages, CurrentPage: l.page, PerPage: l.size},
		Sort:       sort,
	}
}

func (l list[T]) link(address string, number int) link {
	query := maps.Clone(l.query)
	query.Set("page", strconv.Itoa(number))
	return link{address + "?" + query.Encode()}
}
