package postback_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/apitest"
)

// listed is a list as a client reads it.
type listed struct {
	Postbackconfigs []struct {
		URL string
	}
	Meta struct {
		Pagination struct {
			Links                                       map[string]struct{ Href string }
			TotalCount, PageCount, CurrentPage, PerPage int
		}
		Sort map[string]string
	}
}

func (f *fixture) list(t *testing.T, query string) (names string, all listed) {
	t.Helper()
	got := f.Call("GET", "/v2/postbackconfigs"+query, "")
	if err := json.Unmarshal([]byte(got.Body), &all); err != nil || got.Status != 200 {
		t.Fatalf("%d %s: %v", got.Status, got.Body, err)
	}
	for _, config := range all.Postbackconfigs {
		names += strings.TrimPrefix(config.URL, "https://shop.test/")
	}
	return names, all
}

func TestListConfigs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	empty := f.Call("GET", "/v2/postbackconfigs", "")
	empty.Want(t, 200, `{"postbackconfigs":[],"meta":{"pagination":{"links":{"self":{"href":"http://api.sandbox.domain.com/v2/postbackconfigs?page=1"}},`+
		`"totalCount":0,"pageCount":0,"currentPage":1,"perPage":20},"sort":{"created_ts":"asc"}}}`)
	if got := f.Call("GET", "/v2/postbackconfigs/", ""); got.Status != 200 {
		t.Errorf("with a slash: %d", got.Status)
	}
	other := f.NewLocation("Utrecht")
	const body = `{"postbackconfig":{"location_id":"%s","resource":"%s","url":"https://shop.test/%s","is_active":%d,"number_of_attempts":%d}}`
	a := f.create("/v2/postbackconfigs", fmt.Sprintf(body, f.Location.PublicID, "contact", "a", 1, 5))
	f.Advance(time.Minute)
	f.create("/v2/postbackconfigs", fmt.Sprintf(body, f.Location.PublicID, "transaction", "b", 0, 1))
	f.Advance(time.Minute)
	f.create("/v2/postbackconfigs", fmt.Sprintf(body, other.PublicID, "contact", "c", 1, 3))

	tests := map[string]struct{ query, want string }{
		"all":                    {"", "abc"},
		"newest first":           {"?sort=-created_ts", "cba"},
		"by number":              {"?sort=number_of_attempts", "bca"},
		"by two columns":         {"?sort=resource,-url", "cab"},
		"alike, the later first": {"?sort=-resource", "bca"},
		"by text, down":          {"?sort=-url", "cba"},
		"of a resource":          {"?resource=contact", "ac"},
		"of two resources":       {"?resource=contact&resource=transaction", "abc"},
		"of a location":          {"?location_id=" + f.Location.PublicID, "ab"},
		"of another location":    {"?location_id=x", ""},
		"inactive":               {"?is_active=0", "b"},
		"two filters":            {"?resource=contact&number_of_attempts=3", "c"},
		"by id":                  {"?id=" + a, "a"},
		"by url":                 {"?url=https%3A%2F%2Fshop.test%2Fb", "b"},
		"by time":                {fmt.Sprintf("?created_ts=%d", apitest.Now.Unix()+60), "b"},
		"no column":              {"?colour=red&expand=x", "abc"},
		"second page":            {"?page=2&page_size=2", "c"},
		"beyond the last":        {"?page=9&page_size=2", ""},
		"far beyond the last":    {"?page=2147483647&page_size=100", ""},
		"page of a sorted list":  {"?page=2&page_size=1&sort=-url", "b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, _ := f.list(t, tt.query); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	_, first := f.list(t, "?user-api-key=planted&page_size=2&sort=-created_ts,url&resource=contact&resource=transaction")
	p := first.Meta.Pagination
	const link = "http://api.sandbox.domain.com/v2/postbackconfigs?page=%d&page_size=2&resource=contact&resource=transaction&sort=-created_ts%%2Curl"
	if p.TotalCount != 3 || p.PageCount != 2 || p.CurrentPage != 1 || p.PerPage != 2 || first.Meta.Sort["created_ts"] != "desc" || first.Meta.Sort["url"] != "asc" ||
		p.Links["self"].Href != fmt.Sprintf(link, 1) || p.Links["next"].Href != fmt.Sprintf(link, 2) || p.Links["last"].Href != fmt.Sprintf(link, 2) {
		t.Errorf("first page: %+v", first.Meta)
	}
	if twice := f.Call("GET", "/v2/postbackconfigs?sort=url,-url,url", ""); strings.Count(twice.Body, `"url":"asc"`) != 1 || strings.Contains(twice.Body, `"url":"desc"`) {
		t.Errorf("a column that is named twice: %s", twice.Body)
	}
	_, last := f.list(t, "?page_size=2&page=2")
	if links := last.Meta.Pagination.Links; len(links) != 1 {
		t.Errorf("the last page links to %v", links)
	}
	if _, most := f.list(t, "?page_size=5000"); most.Meta.Pagination.PerPage != 100 {
		t.Errorf("%d a page", most.Meta.Pagination.PerPage)
	}
	for query, want := range map[string]string{
		"url=100%&resource=contact": sentence("query", "Query must be escaped, % as %25 and ; as %3B."),
		"sort=colour":               sentence("sort", "Sort is invalid."), "page=0": sentence("page", "Page must be an integer of 1 or more."),
		"page=x": sentence("page", "Page must be an integer of 1 or more."), "page_size=-1": sentence("page_size", "Page Size must be an integer of 1 or more."),
	} {
		f.Call("GET", "/v2/postbackconfigs?"+query, "").Want(t, 422, want)
	}
}
