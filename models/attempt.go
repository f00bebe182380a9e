package models

import (
	"slices"
)

// Failure returns why the attempt failed; its Cause is "" when it did not.
func (a Attempt) Failure() Failure {
	return Failure{Cause: a.Cause, Host: HostOf(a.URL), Detail: a.CauseDetail, Code: a.Code, At: a.StartedAt}
}

// Attempt is one HTTP request of a delivery. Attempts are only ever added.
type Attempt struct {
	ID              ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID       ID
	DeliveryID      ID // or the batch, or the callback whose URL was tried: one index finds them all
	BatchID         ID // zero for an attempt of a single delivery
	LeaseToken      ID // unique with the delivery: one lease, one attempt
	Number          int
	CallbackVersion int64
	StartedAt       Millis
	Method          string
	URL             string
	RequestHeaders  []Header `gorm:"serializer:json"` // secret values masked
	RequestBody     []byte   // the exact bytes sent; in the table as BodyPacking says
	BodyPacking     BodyPacking
	Code            int      // 0: no answer came
	ResponseHeaders []Header `gorm:"serializer:json"`
	ResponseBody    []byte   // the first 16 KiB
	ResponseSize    int64    // bytes, declared or read; -1: over 1 MiB
	Cause           Cause    // "" when it was answered 2xx
	CauseDetail     string
	Unclean         string // what of the answer was against the rules of HTTP; its code counts all the same
	Timing          Timing `gorm:"embedded"`
	LocalAddress    string
	RemoteAddress   string
	TLS             string // "TLS 1.3"; "" without
	Test            bool
	Backup          bool     // went to the callback's backup URL
	Handshake       *Attempt `gorm:"-"` // of a check: the request before it, nil for none
	Owners          []Owner  `gorm:"-"` // of a batch: whose events it carried, as the log knows
}

// Within says whether all that a request carried lies within in: a batch may
// hold events of several locations.
func (a Attempt) Within(in Scope) bool {
	return !slices.ContainsFunc(a.Owners, func(o Owner) bool { return !in.Covers(o) })
}

// Timing says where the time of an attempt went, in microseconds.
type Timing struct {
	DNS     int64 `gorm:"column:dns_us"`
	Connect int64 `gorm:"column:connect_us"`
	TLSTime int64 `gorm:"column:tls_us"`
	Wait    int64 `gorm:"column:wait_us"`
	Read    int64 `gorm:"column:read_us"`
	Total   int64 `gorm:"column:total_us"`
}

// The bounds of what is kept of an answer, in bytes.
const (
	AnswerKept = 16 << 10
	AnswerRead = 1 << 20
)
