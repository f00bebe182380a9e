package api

import (
	"net/http"
	"strings"
)

// BaseURL returns the scheme and host that addresses of ours start with: the
// public ones, or for "" those of the request.
func BaseURL(r *http.Request, public string) string {
	switch {
	case public != "":
		return strings.TrimSuffix(public, "/")
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
