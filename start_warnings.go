package main

import (
	"log/slog"
	"slices"
)

// warnOfProxies tells whoever set a proxy for outgoing requests that there is none: it
// would look names up behind the guard that keeps requests away from private addresses.
func warnOfProxies(getenv func(string) string) {
	set := func(name string) bool { return getenv(name) != "" }
	if slices.ContainsFunc([]string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"}, set) {
		slog.Warn("http_proxy, https_proxy and all_proxy are not used: requests to receivers go out directly")
	}
}
