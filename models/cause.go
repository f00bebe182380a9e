package models

// Cause says why an attempt failed: one of a closed list, so that failures can
// be counted, grouped and explained in words.
type Cause string

// The causes.
const (
	DNSNotFound    Cause = "dns_not_found"
	DNSTimeout     Cause = "dns_timeout"
	ConnRefused    Cause = "conn_refused"
	ConnTimeout    Cause = "conn_timeout"
	ConnReset      Cause = "conn_reset"
	TLSExpired     Cause = "tls_expired"
	TLSName        Cause = "tls_name"
	TLSUntrusted   Cause = "tls_untrusted"
	AnswerTimeout  Cause = "answer_timeout"
	Redirect       Cause = "redirect"
	HTTP400        Cause = "http_400"
	HTTP401        Cause = "http_401"
	HTTP403        Cause = "http_403"
	HTTP404        Cause = "http_404"
	HTTP410        Cause = "http_410"
	HTTP413        Cause = "http_413"
	HTTP415        Cause = "http_415"
	HTTP422        Cause = "http_422"
	HTTP429        Cause = "http_429"
	HTTP4xx        Cause = "http_4xx"
	HTTP5xx        Cause = "http_5xx"
	BlockedAddress Cause = "blocked_address"
	BuildError     Cause = "build_error"
	SendError      Cause = "send_error" // anything the list above has no word for
)

// Causes lists all of them in the order of lists.
var Causes = [...]Cause{
	DNSNotFound, DNSTimeout, ConnRefused, ConnTimeout, ConnReset, TLSExpired, TLSName, TLSUntrusted,
	AnswerTimeout, Redirect, HTTP400, HTTP401, HTTP403, HTTP404, HTTP410, HTTP413, HTTP415, HTTP422,
	HTTP429, HTTP4xx, HTTP5xx, BlockedAddress, BuildError, SendError,
}
