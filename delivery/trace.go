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
	got           bool // a connection
}

func newTrace() *trace { return &trace{started: time.Now()} }

// watch returns a context whose requests are timed by w.
func (w *trace) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { w.first(&w.dnsStart) },
		DNSDone:              func(httptrace.DNSDoneInfo) { w.last(&w.dnsDone) },
		ConnectStart:         func(string, string) { w.first(&w.connectStart) },
		ConnectDone:          func(string, string, error) { w.last(&w.connectDone) },
		TLSHandshakeStart:    func() { w.first(&w.tlsStart) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { w.last(&w.tlsDone) },
		GotConn:              w.connected,
		WroteRequest:         func(httptrace.WroteRequestInfo) { w.last(&w.wrote) },
		GotFirstResponseByte: func() { w.last(&w.firstByte) },
	})
}

// first notes the moment unless it was noted before: a host with several
// addresses is dialled several times.
func (w *trace) first(mark *time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if mark.IsZero() {
		*mark = time.Now()
	}
}

func (w *trace) last(mark *time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*mark = time.Now()
}

func (w *trace) connected(info httptrace.GotConnInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = true
	w.local, w.remote = info.Conn.LocalAddr().String(), info.Conn.RemoteAddr().String()
}

// fill writes timing and addresses into the attempt, which ends now.
func (w *trace) fill(a *models.Attempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	a.LocalAddress, a.RemoteAddress = w.local, w.remote
	a.Timing = models.Timing{
		DNS:     between(w.dnsStart, w.dnsDone),
		Connect: between(w.connectStart, w.connectDone),
		TLSTime: between(w.tlsStart, w.tlsDone),
		Wait:    between(w.wrote, w.firstByte),
		Total:   between(w.started, now),
	}
	if a.Code != 0 {
		a.Timing.Read = between(w.firstByte, now)
	}
}

// between returns microseconds, and zero for what did not begin and end.
func between(start, end time.Time) int64 {
	if start.IsZero() || end.Before(start) {
		return 0
	}
	return end.Sub(start).Microseconds()
}
