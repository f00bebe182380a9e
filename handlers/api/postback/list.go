package postback

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// columns are the fields that a list can be filtered and sorted by: all but
// the links, and the credentials, which filters could guess.
var columns = []string{
	"id", "location_id", "resource", "on_create", "on_update", "on_delete", "url", "is_active", "format",
	"number_of_attempts", "attempt_interval", "expands", "product_transaction_id", "created_ts", "modified_ts",
}

// The numbers of rows of a page: the published one, and the most that is
// given, however many are asked for.
const (
	usualPage   = 20
	largestPage = 100
)

// list says which postbacks are wanted: ?resource=contact&sort=-created_ts,url
// &page=2&page_size=50. A "-" sorts from the last to the first. Names that are
// no column are ignored.
type list struct {
	query      url.Values
	filter     map[string][]string // any of the values
	sort       []order
	page, size int
}

type order struct {
	column string
	down   bool
}

func parseList(query url.Values) (list, error) {
	wanted := list{query: url.Values{}, filter: map[string][]string{}, page: 1, size: usualPage}
	var found models.Problems
	for _, column := range columns {
		if query.Has(column) {
			wanted.filter[column] = query[column]
		}
	}
	for _, name := range append(slices.Clone(columns), "sort", "page_size") {
		if query.Has(name) { // links repeat nothing else: it may be a secret
			wanted.query[name] = query[name]
		}
	}
	for name, into := range map[string]*int{"page": &wanted.page, "page_size": &wanted.size} {
		if query.Get(name) == "" {
			continue
		}
		n, err := strconv.ParseInt(query.Get(name), 10, 32)
		if err != nil || n < 1 {
			found.Add(name, say(name, "must be an integer of 1 or more"))
		}
		*into = int(n)
	}
	wanted.size = min(wanted.size, largestPage)
	for _, name := range strings.FieldsFunc(query.Get("sort"), func(c rune) bool { return c == ',' }) {
		column, down := strings.CutPrefix(strings.TrimSpace(name), "-")
		if !slices.Contains(columns, column) {
			found.Add("sort", say("sort", "is invalid"))
		}
		if slices.ContainsFunc(wanted.sort, func(o order) bool { return o.column == column }) {
			continue // the first of a name decides
		}
		wanted.sort = append(wanted.sort, order{column, down})
	}
	if len(wanted.sort) == 0 {
		wanted.sort = []order{{column: "created_ts"}}
	}
	return wanted, found.Err()
}

// page is one page of a list.
type page struct {
	list
	entities []api.Ordered
	total    int
}

// of returns the page of all that is wanted. Beyond the last page there is
// nothing.
func (l list) of(all []api.Ordered) page {
	all = slices.DeleteFunc(slices.Clone(all), func(e api.Ordered) bool { return !l.wants(e) })
	if l.sort[len(l.sort)-1].down { // of two that are alike, the later one first
		slices.Reverse(all)
	}
	slices.SortStableFunc(all, l.compare)
	from := min(int64(l.page-1)*int64(l.size), int64(len(all)))
	to := min(from+int64(l.size), int64(len(all)))
	return page{list: l, entities: all[from:to], total: len(all)}
}

func (l list) wants(e api.Ordered) bool {
	for column := range maps.Keys(l.filter) {
		if !slices.Contains(l.filter[column], shown(e, column)) {
			return false
		}
	}
	return true
}

func (l list) compare(a, b api.Ordered) int {
	for _, by := range l.sort {
		found := cmp.Compare(shown(a, by.column), shown(b, by.column))
		if n, number := a.Get(by.column).(int); number {
			m, _ := b.Get(by.column).(int)
			found = cmp.Compare(n, m)
		}
		switch {
		case found == 0:
		case by.down:
			return -found
		default:
			return found
		}
	}
	return 0
}

// shown returns a column as text; one that is not set is "".
func shown(e api.Ordered, column string) string {
	if value := e.Get(column); value != nil {
		return fmt.Sprint(value)
	}
	return ""
}

// meta says where in the list a page stands, and how to reach the others.
func (p page) meta(address string) api.Ordered {
	pages := (p.total + p.size - 1) / p.size
	links := api.Ordered{{Name: "self", Value: p.link(address, p.page)}}
	if p.page < pages {
		links = append(
			links,
			api.Member{Name: "next", Value: p.link(address, p.page+1)},
			api.Member{Name: "last", Value: p.link(address, pages)},
		)
	}
	var sort api.Ordered
	for _, by := range p.sort {
		direction := "asc"
		if by.down {
			direction = "desc"
		}
		sort = append(sort, api.Member{Name: by.column, Value: direction})
	}
	return api.Ordered{
		{Name: "pagination", Value: api.Ordered{
			{Name: "links", Value: links},
			{Name: "totalCount", Value: p.total},
			{Name: "pageCount", Value: pages},
			{Name: "currentPage", Value: p.page},
			{Name: "perPage", Value: p.size},
		}},
		{Name: "sort", Value: sort},
	}
}

func (p page) link(address string, number int) api.Ordered {
	query := maps.Clone(p.query)
	query.Set("page", strconv.Itoa(number))
	return api.Ordered{{Name: "href", Value: address + "?" + query.Encode()}}
}
