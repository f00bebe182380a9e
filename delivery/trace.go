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
	wantsNew      bool        // a connection that no request had before
	conn          *connection // nil: it got none
	kept          bool        // conn had rested, or carried a request before
}

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
	t.conn, t.kept = info.Conn.(*connection), info.Reused || info.WasIdle // all are made by dialPlain and dialTLS
	t.conn.take(t.kept, t.wantsNew)
	t.local, t.remote = info.Conn.LocalAddr().String(), info.Conn.RemoteAddr().String()
}

// taken returns the connection that the request got, nil for none, and whether
// it was kept from before.
func (t *trace) taken() (conn *connection, kept bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.conn, t.kept
}

// startsOver says that the request failed on a kept connection before any of it
// was sent: it goes on another one, and the receiver has seen nothing of it.
func (t *trace) startsOver() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.kept || t.conn.sent() != 0 {
		return false
	}
	t.conn, t.kept = nil, false
	return true
}

// fill writes timing and addresses into the attempt, which ends now.
func (t *trace) fill(a *models.Attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	a.LocalAddress, a.RemoteAddress = t.local, t.remote
	if t.conn != nil {
		a.TLS = t.conn.tlsVersion
	}
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
