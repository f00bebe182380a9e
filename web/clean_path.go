package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// refuseUncleanPaths answers paths such as "/v2//contacts" as the site that owns them
// answers what does not exist. Without it the mux would redirect them to their
// tidy form, with a page of HTML that the programs of an API cannot read.
func refuseUncleanPaths(next http.Handler, sites []Site) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.URL.EscapedPath()
		if known := canonicalPath(sites, asked); known != asked {
			address := *r.URL
			address.Path, _ = url.PathUnescape(known) // the path was escaped well before
			address.RawPath, asked = known, known
			r.URL = &address
		}
		if site, owned := siteOf(sites, asked); owned && !isClean(asked) {
			site.open(Route{Page: unknown}).ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// canonicalPath returns the escaped path that the routes know.
func canonicalPath(sites []Site, asked string) string {
	for _, site := range sites {
		if site.Canonical != nil {
			asked = site.Canonical(asked)
		}
	}
	return asked
}

// isClean says whether the mux takes a path as it is.
func isClean(asked string) bool {
	clean := path.Clean(asked)
	return asked == "" || asked == clean || asked == clean+"/"
}

// siteOf returns the site with the longest prefix of a path. ".." leads
// nowhere: "/v2/../admin/" was asked of the site of "/v2/".
func siteOf(sites []Site, asked string) (owner Site, owned bool) {
	var plain strings.Builder
	plain.WriteByte('/')
	for part := range strings.SplitSeq(asked, "/") {
		if part != "" && part != "." {
			plain.WriteString(part + "/")
		}
	}
	known, longest := canonicalPath(sites, plain.String()), ""
	for _, site := range sites {
		for _, prefix := range site.Prefixes {
			if strings.HasPrefix(known, prefix) && len(prefix) > len(longest) {
				owner, longest = site, prefix
			}
		}
	}
	return owner, longest != ""
}
