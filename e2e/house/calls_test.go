package house

import (
	"slices"
	"strings"
	"testing"

	"callboard/docs"
	"callboard/handlers/api/batch"
	"callboard/handlers/api/database"
	"callboard/handlers/api/event"
	"callboard/handlers/api/native"
	"callboard/handlers/api/postback"
	"callboard/web"
)

// TestEveryCallIsDocumented compares the routes of the APIs with the calls of
// their pages: each has a section with a sample, and the permission that it
// needs.
func TestEveryCallIsDocumented(t *testing.T) {
	t.Parallel()
	pages, err := docs.Pages()
	if err != nil {
		t.Fatal(err)
	}
	sites := map[string]web.Site{
		"company": event.API{}.Site(), "batch": batch.API{}.Site(), "postback": postback.API{}.Site(), "database": database.API{}.Site(),
		"native": native.API{}.Site(),
	}
	for _, page := range pages {
		t.Run(page.Name, func(t *testing.T) {
			t.Parallel()
			compareCalls(t, page, sites[page.Name])
		})
	}
}

// described is told of in the table on top of its page: what it answers is too long
// for a sample.
const described = "GET /api/v1/openapi.json"

func compareCalls(t *testing.T, page docs.Page, site web.Site) {
	t.Helper()
	documented := map[string]docs.Call{}
	for _, call := range page.Calls {
		for _, pattern := range call.Routes {
			documented[pattern] = call
		}
	}
	for _, route := range slices.Concat(site.Routes, site.Public) {
		if strings.HasSuffix(route.Pattern, "/{$}") || strings.Contains(route.Pattern, "/mobiledb/") {
			continue // the same as without
		}
		if strings.HasPrefix(route.Pattern, "/") || route.Pattern == described {
			continue // what other methods are answered
		}
		call, ok := documented[route.Pattern]
		delete(documented, route.Pattern)
		switch {
		case !ok:
			t.Errorf("no section has: `%s` needs `%s`", route.Pattern, route.Need)
		case call.Need != string(route.Need):
			t.Errorf("%s needs %s, not %s", route.Pattern, route.Need, call.Need)
		case len(call.Samples) == 0:
			t.Errorf("there is no sample of %s", route.Pattern)
		}
	}
	for pattern := range documented {
		t.Errorf("there is no %s", pattern)
	}
}
