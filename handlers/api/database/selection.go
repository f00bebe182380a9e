package database

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/web"
)

// mostComparisons is how many filters one list takes.
const mostComparisons = 20

// readQuery returns the query of a request. One that cannot be read is refused:
// a filter that is lost from it would let pass what was not meant.
func readQuery(r *http.Request) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !utf8.ValidString(fmt.Sprint(query)) {
		return nil, invalid("query", "It must be escaped: % as %25, ; as %3B")
	}
	for _, name := range []string{"start", "limit", "total", "orderby", "order", "create"} {
		if len(query[name]) > 1 {
			return nil, invalid(name, "It takes one value")
		}
	}
	return query, nil
}

// readSelection reads "fields[]=Email==c@d.nl&orderby=city&order=desc".
func readSelection(query url.Values) (profile.Selection, error) {
	var selection profile.Selection
	for _, name := range filterNames(query) {
		if strings.Trim(strings.TrimPrefix(name, "fields"), "[]0123456789") != "" {
			return selection, invalid("fields", "Write fields[]=name==value")
		}
		for _, text := range query[name] {
			comparison, err := profile.ParseComparison(text)
			if err != nil {
				return selection, err
			}
			selection.Comparisons = append(selection.Comparisons, comparison)
		}
	}
	if len(selection.Comparisons) > mostComparisons {
		return selection, invalid("fields", fmt.Sprintf("There can be at most %d filters", mostComparisons))
	}
	selection.OrderBy = strings.TrimSpace(query.Get("orderby"))
	switch strings.ToLower(strings.TrimSpace(query.Get("order"))) {
	case "", "asc", "ascending":
	case "desc", "descending":
		selection.Descending = true
	default:
		return selection, invalid("order", "It must be asc or desc")
	}
	if selection.OrderBy == "id" {
		selection.OrderBy = "" // ids grow with age
	}
	return selection, nil
}

// filterNames lists the parameters of a query that filter: "fields[]", as PHP
// writes them "fields[0]", and "fields" alone.
func filterNames(query url.Values) []string {
	var names []string
	for name := range query {
		if name == "fields" || strings.HasPrefix(name, "fields[") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// refuseSelection refuses the parameters of a selection in a list that has
// none: what is longer than its reader meant misleads.
func refuseSelection(query url.Values) error {
	names := filterNames(query)
	for _, name := range []string{"orderby", "order"} {
		if query.Get(name) != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	name, _, _ := strings.Cut(names[0], "[")
	return invalid(name, "This list cannot be filtered or sorted")
}

// matching returns the ids of the records that are selected, in their order.
// With most not zero, those after so many may be left out.
func (a API) matching(r *http.Request, filter store.RecordFilter, selection profile.Selection, most int) ([]models.ID, error) {
	for _, comparison := range selection.Comparisons {
		if comparison.Name == "id" && comparison.Operator == "==" {
			filter.PublicID = comparison.Value // nothing else has to be looked at
		}
	}
	return a.Store.MatchingRecords(r.Context(), web.Scope(r), filter, selection, most)
}

// selected returns the part of a list that is asked for, and how many there are
// in all when that is asked for.
func (a API) selected(r *http.Request, filter store.RecordFilter, selection profile.Selection, asked window) (records []models.Record, total int, err error) {
	if selection.IsAll() {
		if !asked.uncounted {
			if total, err = a.Store.CountRecords(r.Context(), web.Scope(r), filter); err != nil {
				return nil, 0, err
			}
		}
		filter.Start, filter.Limit, filter.Oldest = asked.start.n, asked.limit.n, !selection.Descending
		records, err = a.Store.Records(r.Context(), web.Scope(r), filter)
		return records, total, err
	}
	most := 0
	if asked.uncounted {
		most = asked.start.n + asked.limit.n
	}
	ids, err := a.matching(r, filter, selection, most)
	if err != nil {
		return nil, 0, err
	}
	records, err = a.Store.RecordsByID(r.Context(), web.Scope(r), partOf(asked, ids))
	return records, len(ids), err
}
