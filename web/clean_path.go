package web

import (
	"net/http"
	"path"
	"strings"
)

// cleanedPaths answers paths such as "/v2//contacts" as the door that owns them
// answers what does not exist. Without it the mux would redirect them to their
// tidy form, with a page of HTML that the programs of an API cannot read.
func cleanedPaths(next http.Handler, doors []Site) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.URL.EscapedPath()
		if door, owned := ownerOf(doors, asked); owned && !tidy(asked) {
			door.open(Route{Page: unknown}).ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// tidy says whether the mux takes a path as it is.
func tidy(asked string) bool {
	clean := path.Clean(asked)
	return asked == "" || asked == clean || asked == clean+"/"
}

// ownerOf returns the door with the longest prefix of a path. ".." leads
// nowhere: "/v2/../admin/" was asked of the door of "/v2/".
func ownerOf(doors []Site, asked string) (owner Site, owned bool) {
	var plain strings.Builder
	plain.WriteByte('/')
	for part := range strings.SplitSeq(asked, "/") {
		if part != "" && part != "." {
			plain.WriteString(part + "/")
		}
	}
	longest := ""
	for _, door := range doors {
		for _, prefix := range door.Prefixes {
			if strings.HasPrefix(plain.String(), prefix) && len(prefix) > len(longest) {
				owner, longest = door, prefix
			}
		}
	}
	return owner, longest != ""
}
