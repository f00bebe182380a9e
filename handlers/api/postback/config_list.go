package postback

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// column is a field that a list can be filtered and sorted by: a text, or a
// number.
type column struct {
	name   string
	text   func(configEntity) string
	number func(configEntity) int
}

// columns are all fields but the links, and but the credentials, which filters
// could guess.
var columns = []column{
	{name: "id", text: func(e configEntity) string { return e.ID }},
	{name: "location_id", text: func(e configEntity) string { return e.LocationID }},
	{name: "resource", text: func(e configEntity) string { return e.Resource }},
	{name: "on_create", text: func(e configEntity) string { return string(e.OnCreate) }},
	{name: "on_update", text: func(e configEntity) string { return string(e.OnUpdate) }},
	{name: "on_delete", text: func(e configEntity) string { return string(e.OnDelete) }},
	{name: "url", text: func(e configEntity) string { return e.URL }},
	{name: "is_active", text: func(e configEntity) string { return string(e.IsActive) }},
	{name: "format", text: func(e configEntity) string { return e.Format }},
	{name: "number_of_attempts", number: func(e configEntity) int { return e.NumberOfAttempts }},
	{name: "attempt_interval", number: func(e configEntity) int { return e.AttemptInterval }},
	{name: "expands", text: func(e configEntity) string { return e.Expands }},
	{name: "product_transaction_id", text: func(e configEntity) string { return e.ProductTransactionID }},
	{name: "created_ts", number: func(e configEntity) int { return e.CreatedTS }},
	{name: "modified_ts", number: func(e configEntity) int { return e.ModifiedTS }},
}

func columnNamed(name string) (column, bool) {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return columns[i], true
}

// shown returns the column of a postback as a filter names it.
func (c column) shown(e configEntity) string {
	if c.number != nil {
		return strconv.Itoa(c.number(e))
	}
	return c.text(e)
}

func (c column) compare(a, b configEntity) int {
	if c.number != nil {
		return cmp.Compare(c.number(a), c.number(b))
	}
	return cmp.Compare(c.text(a), c.text(b))
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
	query      url.Values // what links to other pages repeat
	filters    []filter
	sort       []order
	page, size int
}

// filter lets pass what has one of the values.
type filter struct {
	column
	values []string
}

// order sorts by a column.
type order struct {
	column
	down bool
}

// parseList reads the query of a list.
func parseList(query url.Values) (list, error) {
	wanted := list{query: url.Values{}, page: 1, size: usualPage}
	var problems models.Problems
	for _, c := range columns {
		if query.Has(c.name) {
			wanted.filters = append(wanted.filters, filter{c, query[c.name]})
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
	wanted.sort = readSort(query.Get("sort"), &problems)
	return wanted, problems.Err()
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
func readSort(text string, problems *models.Problems) []order {
	var orders []order
	for _, name := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' }) {
		name, down := strings.CutPrefix(strings.TrimSpace(name), "-")
		by, ok := columnNamed(name)
		if !ok {
			problems.Add("sort", say("sort", "is invalid"))
		}
		if !slices.ContainsFunc(orders, func(o order) bool { return o.name == name }) {
			orders = append(orders, order{by, down})
		}
	}
	if len(orders) == 0 {
		created, _ := columnNamed("created_ts")
		orders = []order{{column: created}}
	}
	return orders
}

// page is one page of a list.
type page struct {
	list
	entities []configEntity
	total    int
}

// of returns the page of all that is wanted. Beyond the last page there is
// nothing.
func (l list) of(all []configEntity) page {
	all = slices.DeleteFunc(slices.Clone(all), func(e configEntity) bool { return !l.wants(e) })
	if l.sort[len(l.sort)-1].down { // of two that are alike, the later one first
		slices.Reverse(all)
	}
	slices.SortStableFunc(all, l.compare)
	from := min(int64(l.page-1)*int64(l.size), int64(len(all)))
	to := min(from+int64(l.size), int64(len(all)))
	return page{list: l, entities: all[from:to], total: len(all)}
}

func (l list) wants(e configEntity) bool {
	for _, f := range l.filters {
		if !slices.Contains(f.values, f.shown(e)) {
			return false
		}
	}
	return true
}

func (l list) compare(a, b configEntity) int {
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

// listAnswer is one page of a list.
type listAnswer struct {
	Postbackconfigs []configEntity `json:"postbackconfigs"`
	Meta            listMeta       `json:"meta"`
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

// answer writes a page of the list at an address.
func (p page) answer(address string) listAnswer {
	pages := (p.total + p.size - 1) / p.size
	links := pageLinks{Self: p.link(address, p.page)}
	if p.page < pages {
		links.Next, links.Last = new(p.link(address, p.page+1)), new(p.link(address, pages))
	}
	var sort api.OrderedMap[string]
	for _, by := range p.sort {
		direction := "asc"
		if by.down {
			direction = "desc"
		}
		sort = append(sort, api.Entry[string]{Name: by.name, Value: direction})
	}
	return listAnswer{p.entities, listMeta{
		Pagination: pagination{Links: links, TotalCount: p.total, PageCount: pages, CurrentPage: p.page, PerPage: p.size},
		Sort:       sort,
	}}
}

func (p page) link(address string, number int) link {
	query := maps.Clone(p.query)
	query.Set("page", strconv.Itoa(number))
	return link{address + "?" + query.Encode()}
}
