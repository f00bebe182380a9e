package postback_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store/storetest"
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

func (w *world) list(t *testing.T, query string) (names string, all listed) {
	t.Helper()
	got := w.call("GET", "/v2/postbackconfigs"+query, "")
	if err := json.Unmarshal([]byte(got.body), &all); err != nil || got.status != 200 {
		t.Fatalf("%d %s: %v", got.status, got.body, err)
	}
	for _, one := range all.Postbackconfigs {
		names += strings.TrimPrefix(one.URL, "https://shop.test/")
	}
	return names, all
}

func TestListConfigs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		empty := w.call("GET", "/v2/postbackconfigs", "")
		empty.want(t, 200, `{"postbackconfigs":[],"meta":{"pagination":{"links":{"self":{"href":"http://api.sandbox.domain.com/v2/postbackconfigs?page=1"}},`+
			`"totalCount":0,"pageCount":0,"currentPage":1,"perPage":20},"sort":{"created_ts":"asc"}}}`)
		if got := w.call("GET", "/v2/postbackconfigs/", ""); got.status != 200 {
			t.Errorf("with a slash: %d", got.status)
		}
		other := models.Location{CompanyID: w.company.ID, Name: "Utrecht", Active: true}
		if err := w.store.CreateLocation(t.Context(), storetest.Access(), &other); err != nil {
			t.Fatal(err)
		}
		const body = `{"postbackconfig":{"location_id":"%s","resource":"%s","url":"https://shop.test/%s","is_active":%d,"number_of_attempts":%d}}`
		a := w.create("/v2/postbackconfigs", fmt.Sprintf(body, w.location.PublicID, "contact", "a", 1, 5))
		w.clock.Add(time.Minute.Milliseconds())
		w.create("/v2/postbackconfigs", fmt.Sprintf(body, w.location.PublicID, "transaction", "b", 0, 1))
		w.clock.Add(time.Minute.Milliseconds())
		w.create("/v2/postbackconfigs", fmt.Sprintf(body, other.PublicID, "contact", "c", 1, 3))

		tests := map[string]struct{ query, want string }{
			"all":                    {"", "abc"},
			"newest first":           {"?sort=-created_ts", "cba"},
			"by number":              {"?sort=number_of_attempts", "bca"},
			"by two columns":         {"?sort=resource,-url", "cab"},
			"alike, the later first": {"?sort=-resource", "bca"},
			"by text, down":          {"?sort=-url", "cba"},
			"of a resource":          {"?resource=contact", "ac"},
			"of two resources":       {"?resource=contact&resource=transaction", "abc"},
			"of a location":          {"?location_id=" + w.location.PublicID, "ab"},
			"of another location":    {"?location_id=x", ""},
			"inactive":               {"?is_active=0", "b"},
			"two filters":            {"?resource=contact&number_of_attempts=3", "c"},
			"by id":                  {"?id=" + a, "a"},
			"by url":                 {"?url=https%3A%2F%2Fshop.test%2Fb", "b"},
			"by time":                {fmt.Sprintf("?created_ts=%d", now.Unix()+60), "b"},
			"no column":              {"?colour=red&expand=x", "abc"},
			"second page":            {"?page=2&page_size=2", "c"},
			"beyond the last":        {"?page=9&page_size=2", ""},
			"far beyond the last":    {"?page=2147483647&page_size=100", ""},
			"page of a sorted list":  {"?page=2&page_size=1&sort=-url", "b"},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				if got, _ := w.list(t, tt.query); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		}
		_, first := w.list(t, "?user-api-key=planted&basic_auth_password=planted&page_size=2&sort=-created_ts,url&resource=contact&resource=transaction")
		p := first.Meta.Pagination
		const link = "http://api.sandbox.domain.com/v2/postbackconfigs?page=%d&page_size=2&resource=contact&resource=transaction&sort=-created_ts%%2Curl"
		if p.TotalCount != 3 || p.PageCount != 2 || p.CurrentPage != 1 || p.PerPage != 2 || first.Meta.Sort["created_ts"] != "desc" || first.Meta.Sort["url"] != "asc" ||
			p.Links["self"].Href != fmt.Sprintf(link, 1) || p.Links["next"].Href != fmt.Sprintf(link, 2) || p.Links["last"].Href != fmt.Sprintf(link, 2) {
			t.Errorf("first page: %+v", first.Meta)
		}
		if twice := w.call("GET", "/v2/postbackconfigs?sort=url,-url,url", ""); strings.Count(twice.body, `"url":"asc"`) != 1 || strings.Contains(twice.body, `"url":"desc"`) {
			t.Errorf("a column that is named twice: %s", twice.body)
		}
		_, last := w.list(t, "?page_size=2&page=2")
		if links := last.Meta.Pagination.Links; len(links) != 1 {
			t.Errorf("the last page links to %v", links)
		}
		if _, most := w.list(t, "?page_size=5000"); most.Meta.Pagination.PerPage != 100 {
			t.Errorf("%d a page", most.Meta.Pagination.PerPage)
		}
		for query, want := range map[string]string{
			"sort=colour": one("sort", "Sort is invalid."), "page=0": one("page", "Page must be an integer of 1 or more."),
			"page=x": one("page", "Page must be an integer of 1 or more."), "page_size=-1": one("page_size", "Page Size must be an integer of 1 or more."),
		} {
			w.call("GET", "/v2/postbackconfigs?"+query, "").want(t, 422, want)
		}
	})
}
