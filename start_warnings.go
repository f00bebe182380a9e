package main

import (
	"log/slog"
	"math"
	"slices"
	"syscall"

	"callboard/delivery"
)

// warnOfProxies tells whoever set a proxy for outgoing requests that there is none: it
// would look names up behind the guard that keeps requests away from private addresses.
func warnOfProxies(getenv func(string) string) {
	set := func(name string) bool { return getenv(name) != "" }
	if slices.ContainsFunc([]string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"}, set) {
		slog.Warn("http_proxy, https_proxy and all_proxy are not used: requests to receivers go out directly")
	}
}

// warnOfRoots tells whoever runs the program on a bare machine why no receiver that
// speaks https is trusted.
func warnOfRoots() {
	if !delivery.HasRoots() {
		slog.Warn("no certificates of authorities on this machine: no receiver of https is trusted; install them (ca-certificates) or set SSL_CERT_FILE, and start again")
	}
}

// mayOpen returns how many files this program may have open: the Go runtime has raised
// the soft limit to the hard one.
func mayOpen() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxUint64 // nobody says that there is a limit
	}
	return limit.Cur
}
