package models

// Cause says why an attempt failed: one of a closed list, so that failures can
// be counted, grouped and explained in words.
type Cause string

// The causes.
const (
	BuildError           Cause = "build_error"
	OurSide              Cause = "our_side" // nothing left this machine: no attempt is used up
	DNSNotFound          Cause = "dns_not_found"
	DNSTimeout           Cause = "dns_timeout"
	DNSFailed            Cause = "dns_failed"
	BlockedAddress       Cause = "blocked_address"
	ConnRefused          Cause = "conn_refused"
	ConnUnreachable      Cause = "conn_unreachable"
	ConnTimeout          Cause = "conn_timeout"
	ConnReset            Cause = "conn_reset"
	ConnKept             Cause = "conn_kept" // a connection that was kept from an earlier request ended in the middle of this one
	TLSExpired           Cause = "tls_expired"
	TLSNotYetValid       Cause = "tls_not_yet_valid"
	TLSName              Cause = "tls_name"
	TLSNoNames           Cause = "tls_no_names"
	TLSSelfSigned        Cause = "tls_self_signed"
	TLSUntrusted         Cause = "tls_untrusted"
	TLSWeak              Cause = "tls_weak"
	TLSUsage             Cause = "tls_usage"
	TLSClientCertificate Cause = "tls_client_certificate"
	TLSVersion           Cause = "tls_version"
	TLSPlain             Cause = "tls_plain"    // https asked for, no TLS there
	TLSExpected          Cause = "tls_expected" // http asked for, TLS there
	TLSTimeout           Cause = "tls_timeout"
	TLSFailed            Cause = "tls_failed"
	AnswerTimeout        Cause = "answer_timeout"
	NotHTTP              Cause = "not_http"
	HTTP1xx              Cause = "http_1xx"
	Redirect             Cause = "redirect"
	HTTP400              Cause = "http_400"
	HTTP401              Cause = "http_401"
	HTTP403              Cause = "http_403"
	HTTP404              Cause = "http_404"
	HTTP410              Cause = "http_410"
	HTTP413              Cause = "http_413"
	HTTP415              Cause = "http_415"
	HTTP422              Cause = "http_422"
	HTTP429              Cause = "http_429"
	HTTP4xx              Cause = "http_4xx"
	HTTP5xx              Cause = "http_5xx"
	SendError            Cause = "send_error" // anything the list above has no word for
)

// Causes lists all causes, in the order in which an attempt can meet them.
var Causes = [...]Cause{
	BuildError, OurSide, DNSNotFound, DNSTimeout, DNSFailed, BlockedAddress,
	ConnRefused, ConnUnreachable, ConnTimeout, ConnReset, ConnKept,
	TLSExpired, TLSNotYetValid, TLSName, TLSNoNames, TLSSelfSigned, TLSUntrusted, TLSWeak, TLSUsage,
	TLSClientCertificate, TLSVersion, TLSPlain, TLSExpected, TLSTimeout, TLSFailed,
	AnswerTimeout, NotHTTP, HTTP1xx, Redirect,
	HTTP400, HTTP401, HTTP403, HTTP404, HTTP410, HTTP413, HTTP415, HTTP422, HTTP429,
	HTTP4xx, HTTP5xx, SendError,
}

// Final says that the cause ends a delivery of every kind at once: trying
// again as planned would meet it again.
func (c Cause) Final() bool { return c == BlockedAddress || c == BuildError }

// Failure is a failed attempt, or the last one of a delivery, in the terms
// that its sentence needs.
type Failure struct {
	Cause  Cause
	Host   string
	Detail string // the number, name or date that belongs to the cause
	Code   int    // HTTP status; 0: no answer came
	At     Millis // when the attempt started; zero when it does not matter
	Ended  bool   // nothing more is planned
}

// Failure returns why the delivery's last attempt failed; its Cause is ""
// when it did not.
func (d Delivery) Failure() Failure {
	return Failure{Cause: d.Cause, Host: d.Host, Detail: d.CauseDetail, Code: d.Code, Ended: d.Status.Final()}
}

// Remedy is what a person can do about a failure with one button.
type Remedy string

// The remedies. NoRemedy has no button.
const (
	NoRemedy       Remedy = ""
	FixURL         Remedy = "fix_url"
	UseURL         Remedy = "use_url" // the one that a redirect names
	FixCredentials Remedy = "fix_credentials"
	FixFormat      Remedy = "fix_format"
	OpenSettings   Remedy = "open_settings"
	EndCallback    Remedy = "end_callback"
	SendNow        Remedy = "send_now"
	CopyDetails    Remedy = "copy_details"
	CopyAddresses  Remedy = "copy_addresses"
)

var remedyLabels = map[Remedy]string{
	FixURL: "Fix the URL", UseURL: "Use this URL", FixCredentials: "Fix the credentials",
	FixFormat: "Fix the format", OpenSettings: "Open settings", EndCallback: "End callback",
	SendNow: "Send now", CopyDetails: "Copy details", CopyAddresses: "Copy our addresses",
}

// Label returns what the button says, "" for NoRemedy.
func (r Remedy) Label() string { return remedyLabels[r] }
