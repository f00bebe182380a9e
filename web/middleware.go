package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// contentSecurityPolicy forbids everything that pages of ours do not do.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// BodyLimit is the longest body of any request, in bytes. Pages and calls set
// lower limits of their own; this one holds where somebody forgets to.
const BodyLimit = 16 << 20

// Middleware surrounds all sites: every body is bounded before anybody reads it,
// every answer carries a reference and the headers
// that browsers obey, and every request leaves one line in the log. Behind a
// proxy, the address of the asker is the one that the proxy names.
func Middleware(next http.Handler, behindProxy bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, reference := time.Now(), newReference()
		if behindProxy {
			r.RemoteAddr = forwarded(r)
		}
		boundBody(w, r)
		header := w.Header()
		header.Set("X-Request-Id", reference)
		header.Set("Content-Security-Policy", contentSecurityPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cache-Control", "private, no-cache")
		r = r.WithContext(context.WithValue(r.Context(), referenceKey{}, reference))
		seen := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		level := slog.LevelDebug
		if r.Method != http.MethodGet || seen.status >= 400 {
			level = slog.LevelInfo
		}
		slog.LogAttrs(r.Context(), level, "request answered", slog.String("method", r.Method),
			slog.String("route", r.Pattern), slog.Int("status", seen.status),
			slog.Duration("took", time.Since(start)), slog.String("reference", reference))
	})
}

// boundBody takes the body away from requests whose method gives it no meaning
// (RFC 9110, 9.3.1), and bounds that of all others. net/http parses the form of a
// GET when a page asks for a field of it, and would write a long one to disk.
func boundBody(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		r.Body = http.NoBody
	default:
		r.Body = http.MaxBytesReader(w, r.Body, BodyLimit)
	}
}

// statusRecorder remembers the status that was answered.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (w *statusRecorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *statusRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

type referenceKey struct{}

// Reference names a request in an error page and in the log: "7F3KQ2MD".
func Reference(r *http.Request) string {
	reference, _ := r.Context().Value(referenceKey{}).(string)
	return reference
}

func newReference() string {
	var raw [5]byte
	_, _ = rand.Read(raw[:]) // never fails
	return base32.StdEncoding.EncodeToString(raw[:])
}

// Address returns the IP address that a request came from.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// forwarded returns the address that the nearest proxy names, if the request
// comes from a machine of ours: anybody can write the header.
func forwarded(r *http.Request) string {
	proxy, err := netip.ParseAddr(Address(r))
	if err != nil || !proxy.IsLoopback() && !proxy.IsPrivate() {
		return r.RemoteAddr
	}
	// A proxy may add a line of its own, so the first one is not all.
	_, last, ok := cutLast(strings.Join(r.Header.Values("X-Forwarded-For"), ","))
	address, err := netip.ParseAddr(strings.TrimSpace(last))
	if !ok || err != nil {
		return r.RemoteAddr
	}
	return net.JoinHostPort(address.String(), "0")
}

// cutLast splits a list of addresses before its last entry.
func cutLast(list string) (before, last string, ok bool) {
	i := strings.LastIndexByte(list, ',')
	if i < 0 {
		return "", list, list != ""
	}
	return list[:i], list[i+1:], true
}
