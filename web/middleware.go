package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"net"
	"net/http"
	"net/url"
	"time"
)

// contentSecurityPolicy forbids everything that pages of ours do not do.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// BodyLimit is the longest body of any request, in bytes. Pages and calls set
// lower limits of their own; this one holds where somebody forgets to.
const BodyLimit = 16 << 20

// transportSecurity tells browsers to come through https alone for half a year. It
// holds for a host with all its ports, so it is sent only where the public address is
// the host's own.
const transportSecurity = "max-age=15552000"

// Middleware surrounds all sites: every body is bounded before anybody reads it,
// every answer carries a reference and the headers
// that browsers obey, and every request leaves one line in the log. public is the
// address that -public-url gives, nil for none: with one, a proxy stands before us, and
// the address of the asker is the one that it names.
func Middleware(next http.Handler, public *url.URL) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, noted := time.Now(), &notes{reference: newReference()}
		if public != nil {
			r.RemoteAddr = forwardedAddress(r)
		}
		boundBody(w, r)
		header := w.Header()
		header.Set("X-Request-Id", noted.reference)
		header.Set("Content-Security-Policy", contentSecurityPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cache-Control", "no-store") // what is signed out of stays in no cache; only files of pages may be kept
		if public != nil && public.Scheme == "https" && public.Port() == "" {
			header.Set("Strict-Transport-Security", transportSecurity)
		}
		r = r.WithContext(context.WithValue(r.Context(), notesKey{}, noted))
		seen := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		noted.log(r, seen.status, time.Since(start))
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
