// Package receivertest is a stable of receivers that misbehave, for tests: each
// speaks on a raw socket, and says what the log must tell of it.
package receivertest

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"callboard/models"
)

// Host is the name of every receiver. Only Resolver knows its address.
const Host = "receiver.example"

// Next is what becomes of a delivery after an attempt.
type Next string

// What follows an attempt.
const (
	Delivered Next = "delivered"
	Planned   Next = "tried again as planned"
	AtOnce    Next = "tried again at once, on a new connection; the plan stays as long"
	Waits     Next = "tried again when the receiver asks for it"
	Final     Next = "failed, nothing more is planned"
	Uncounted Next = "waits and is tried again; no attempt is used up"
)

// Receiver is one way to misbehave, and what must come of it.
type Receiver struct {
	Name string
	Does string // what it does, for people

	Serve   func(c net.Conn)                    // handles one connection, which is closed when it returns
	TLS     func(a *Authority) *tls.Config      // with it the receiver speaks TLS before Serve
	HTTPS   bool                                // the URL begins with https though the receiver does not speak it
	Listen  func(t testing.TB) (address string) // instead of listening on a port that accepts
	Lookup  Lookup                              // what the name server says of its name
	Dial    error                               // what this machine says when it is to be reached
	Body    int                                 // bytes to send; zero for a short event
	Before  int                                 // requests that go before the one that counts
	Rest    time.Duration                       // between them
	Timeout time.Duration                       // of an attempt; zero: 1 second when it passes, 20 else

	Code    int
	Cause   models.Cause // "" for delivered
	Detail  string
	Unclean string
	Next    Next
	Wait    time.Duration // with Waits: how long the receiver asks us to wait
	Text    string        // with it the log shows this text of the answer
	Coding  string        // how the text was encoded, as the log names it
}

// URLOf returns the URL for an address that a receiver listens on.
func (r Receiver) URLOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	if r.TLS != nil || r.HTTPS {
		return "https://" + net.JoinHostPort(Host, port) + "/in"
	}
	return "http://" + net.JoinHostPort(Host, port) + "/in"
}

// Limit returns how long an attempt may take.
func (r Receiver) Limit() time.Duration {
	switch {
	case r.Timeout != 0:
		return r.Timeout
	case slices.Contains([]models.Cause{models.DNSTimeout, models.ConnTimeout, models.TLSTimeout, models.AnswerTimeout}, r.Cause):
		return time.Second
	}
	return 20 * time.Second
}

// Poured counts the bytes that the receivers of a test got rid of.
type Poured struct{ atomic.Int64 }

// Start lets the receiver listen until the test ends, and returns its URL.
func (r Receiver) Start(t testing.TB, a *Authority, poured *Poured) (url string) {
	t.Helper()
	if r.Listen != nil {
		return r.URLOf(r.Listen(t))
	}
	if r.Serve == nil {
		return r.URLOf("127.0.0.1:1")
	}
	l := listen(t)
	var config *tls.Config
	if r.TLS != nil {
		config = r.TLS(a)
	}
	serving, conns := sync.WaitGroup{}, &open{}
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.add(c)
			serving.Go(func() {
				defer c.Close()
				r.Serve(wrapped(&counted{c, poured}, config))
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		conns.close()
		serving.Wait()
	})
	return r.URLOf(l.Addr().String())
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// open are connections that end with a test.
type open struct {
	mu    sync.Mutex
	conns []net.Conn
	over  bool
}

func (o *open) add(c net.Conn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		_ = c.Close()
	}
	o.conns = append(o.conns, c)
}

func (o *open) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over = true
	for _, c := range o.conns {
		_ = c.Close()
	}
}

// counted counts what is written.
type counted struct {
	net.Conn
	poured *Poured
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.poured.Add(int64(n))
	return n, err
}

func wrapped(c net.Conn, config *tls.Config) net.Conn {
	if config == nil {
		return c
	}
	return tls.Server(c, config)
}

// reset ends a connection with RST once it is closed.
func reset(c net.Conn) {
	if plain, ok := c.(*counted); ok {
		_ = plain.Conn.(*net.TCPConn).SetLinger(0)
	}
}

// request reads one request to its end.
func request(in *bufio.Reader) error {
	r, err := http.ReadRequest(in)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err
}

// head reads only the headers of a request.
func head(c net.Conn) {
	_, _ = http.ReadRequest(bufio.NewReader(c))
}

// until waits until the other end closes.
func until(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// says answers each request of a connection with a text.
func says(text string) func(net.Conn) {
	return func(c net.Conn) {
		in := bufio.NewReader(c)
		for request(in) == nil {
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
		}
	}
}

// saysAndCloses answers one request with a text, and closes.
func saysAndCloses(text string) func(net.Conn) {
	return func(c net.Conn) {
		_ = request(bufio.NewReader(c))
		_, _ = io.WriteString(c, text)
	}
}

// pours answers with a text, and then with another for ever.
func pours(text, again string) func(net.Conn) {
	return func(c net.Conn) {
		_ = request(bufio.NewReader(c))
		_, err := io.WriteString(c, text)
		for err == nil {
			_, err = io.WriteString(c, again)
		}
	}
}

// drips answers with a text, and then with another piece by piece for ever.
func drips(text, again string) func(net.Conn) {
	return func(c net.Conn) {
		_ = request(bufio.NewReader(c))
		gone := make(chan struct{})
		go func() {
			until(c)
			close(gone)
		}()
		_, _ = io.WriteString(c, text)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-gone:
				return
			case <-tick.C:
				if _, err := io.WriteString(c, again); err != nil {
					_ = c.Close()
					<-gone
					return
				}
			}
		}
	}
}

// Dialer returns what opens connections to receivers in this process: names go
// to a name server that says what the receiver wants it to say.
func (r Receiver) Dialer(t testing.TB, control func(network, address string, c syscall.RawConn) error) func(ctx context.Context, network, address string) (net.Conn, error) {
	t.Helper()
	if r.Dial != nil {
		return func(context.Context, string, string) (net.Conn, error) { return nil, r.Dial }
	}
	lookup := r.Lookup
	if lookup == nil {
		lookup = func(int) ([]netip.Addr, Verdict) { return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, Answers }
	}
	dialer := &net.Dialer{Timeout: models.ConnectTimeout, Control: control, Resolver: Resolver(t, lookup)}
	return dialer.DialContext
}

// Roots returns what vouches for the receivers' certificates.
func (a *Authority) Roots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AddCert(a.certificate)
	roots.AddCert(a.oldRoot)
	return roots
}
