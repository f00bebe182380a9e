package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"callboard/web"
)

// Others returns a page for every path of routes that tells those who come
// with another method which ones the path knows. Without it they would be
// told that the path does not exist.
func Others(routes []web.Route) []web.Route {
	methods := map[string][]string{}
	for _, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		methods[path] = append(methods[path], method)
		if method == http.MethodGet {
			methods[path] = append(methods[path], http.MethodHead)
		}
	}
	var others []web.Route
	for _, path := range slices.Sorted(maps.Keys(methods)) {
		allow := methods[path]
		others = append(others, web.Route{Pattern: path, Page: func(http.ResponseWriter, *http.Request) error {
			return MethodError{allow}
		}})
	}
	return others
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
