package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"callboard/web"
)

// OtherMethods returns, for every path of routes, the page of all methods that
// the path does not know: an error that names those which it knows. Without it
// the path would seem not to exist.
func OtherMethods(routes []web.Route) []web.Route {
	methods := map[string][]string{}
	for _, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		methods[path] = append(methods[path], method)
		if method == http.MethodGet {
			methods[path] = append(methods[path], http.MethodHead)
		}
	}
	var pages []web.Route
	for _, path := range slices.Sorted(maps.Keys(methods)) {
		allow := methods[path]
		pages = append(pages, web.Route{Pattern: path, Page: func(http.ResponseWriter, *http.Request) error {
			return MethodError{allow}
		}})
	}
	return pages
}

// WithSlash returns the routes, each also with a slash at its end.
func WithSlash(routes []web.Route) []web.Route {
	all := slices.Clone(routes)
	for _, route := range routes {
		route.Pattern += "/{$}"
		all = append(all, route)
	}
	return all
}
