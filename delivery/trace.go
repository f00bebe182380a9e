package delivery

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"time"

	"callboard/models"
)

// trace notes when each part of a request begins and ends. net/http calls
// it from several goroutines, some of them after the request has ended.
type trace struct {
	mu            sync.Mutex
	started       time.Time
	dnsStart      time.Time
	dnsDone       time.Time
	connectStart  time.Time
	connectDone   time.Time
	tlsStart      time.Time
	tlsDone       time.Time
	wrote         time.Time
	firstByte     time.Time
	local, remote string
	connected     bool
}

func newTrace() *trace { return &trace{started: time.Now()} }

// watch returns a context whose requests are timed by t.
func (t *trace) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { t.first(&t.dnsStart) },
		DNSDone:              func(httptrace.DNSDoneInfo) { t.last(&t.dnsDone) },
		ConnectStart:         func(string, string) { t.first(&t.connectStart) },
		ConnectDone:          func(string, string, error) { t.last(&t.connectDone) },
		TLSHandshakeStart:    func() { t.first(&t.tlsStart) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { t.last(&t.tlsDone) },
		GotConn:              t.gotConn,
		WroteRequest:         func(httptrace.WroteRequestInfo) { t.last(&t.wrote) },
		GotFirstResponseByte: func() { t.last(&t.firstByte) },
	})
}

// first sets mark to now unless it was set before: a host with several addresses
// is dialled several times.
func (t *trace) first(mark *time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mark.IsZero() {
		*mark = time.Now()
	}
}

// last sets mark to not.
func (t *trace) last(mark *time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*mark = time.Now()
}

func (t *trace) gotConn(info httptrace.GotConnInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connected = true
	t.local, t.remote = info.Conn.LocalAddr().String(), info.Conn.RemoteAddr().String()
}

// fill writes timing and addresses into the attempt, which ends not.
func (t *trace) fill(a *models.Attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	a.LocalAddress, a.RemoteAddress = t.local, t.remote
	a.Timing = models.Timing{
		DNS:     between(t.dnsStart, t.dnsDone),
		Connect: between(t.connectStart, t.connectDone),
		TLSTime: between(t.tlsStart, t.tlsDone),
		Wait:    between(t.wrote, t.firstByte),
		Total:   between(t.started, now),
	}
	if a.Code != 0 {
		a.Timing.Read = between(t.firstByte, now)
	}
}

// between returns microseconds, and 0 for a part that did not begin and end.
func between(start, end time.Time) int64 {
	if start.IsZero() || end.Before(start) {
		return 0
	}
	return end.Sub(start).Microseconds()
}
