package delivery

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"
	"time"

	"callboard/models"
)

const (
	// connectionLife is how long a connection is used, so that a host that has
	// moved to another address gets our requests there a minute later.
	connectionLife = time.Minute
	// answerSeen is how many of an answer's first bytes a connection remembers.
	answerSeen = 16 << 10
)

var (
	// errRetired says that a kept connection is not used again. Nothing was sent.
	errRetired = errors.New("the connection is not used again")
	// errHandshakeTime says that the TLS handshake took too long.
	errHandshakeTime = errors.New("the TLS handshake took too long")
	// errNotHTTP says that what came is no answer in HTTP/1.1.
	errNotHTTP = errors.New("the answer is not HTTP/1.1")
	// errClientCertificate says that the receiver has asked for a certificate.
	errClientCertificate = errors.New("the receiver wants a client certificate")
)

// connection is a connection to a receiver, as net/http uses it. It remembers
// what net/http does not tell: how much of a request left, and how the answer
// begins, even one that net/http does not take.
type connection struct {
	net.Conn
	made       time.Time
	tlsVersion string        // "TLS 1.3"; "" without
	begun      chan struct{} // closed once a request was begun, or the connection closed
	begin      func()        // closes begun

	mu      sync.Mutex
	wrote   int64  // bytes of the present request that left
	came    int64  // bytes that came since the present request has the connection
	answer  []byte // the first of them
	spent   bool   // not to be used again
	retired bool   // closed, though net/http may still hand it out
}

// take gives the connection to a request. One that was kept is closed instead
// when the request wants a new one, when it is too old, or when the answer
// before was an error: the request then fails before a byte of it has left.
func (c *connection) take(kept, wantsNew bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrote = 0
	if !kept {
		return
	}
	if wantsNew || c.spent || time.Since(c.made) >= connectionLife || c.more() {
		c.retired = true
		_ = c.Close()
	}
	c.answer, c.came = c.answer[:0], 0
}

// more says that more came than the answer to the last request: net/http could
// take it for the answer to the next one. An answer of which we do not know
// where it ends counts as one with more.
func (c *connection) more() bool {
	answer, ok := readRaw(c.answer)
	switch {
	case !ok:
		return true
	case answer.length >= 0:
		return c.came > int64(answer.starts)+answer.length
	}
	return c.came > answerSeen || !bytes.HasSuffix(c.answer, []byte("\r\n0\r\n\r\n"))
}

// spend lets no other request have the connection.
func (c *connection) spend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spent = true
}

// sent returns how many bytes of the present request left.
func (c *connection) sent() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wrote
}

// begins returns how the answer to the present request begins.
func (c *connection) begins() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answer
}

// httpStart is how an answer begins.
var httpStart = []byte("HTTP/")

// Read reads, and remembers the beginning. It waits until there is a request to
// answer: a receiver may speak first. What begins as no answer does is an error.
func (c *connection) Read(p []byte) (int, error) {
	<-c.begun
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.came += int64(n)
	c.answer = append(c.answer, p[:min(n, answerSeen-len(c.answer))]...)
	if !bytes.HasPrefix(c.answer, httpStart[:min(len(c.answer), len(httpStart))]) {
		return 0, errNotHTTP
	}
	return n, err
}

// Write writes. A receiver may answer before it has read all, and close: then
// the rest of the request counts as written, so that net/http goes on to read
// the answer instead of giving up.
func (c *connection) Write(p []byte) (int, error) {
	c.mu.Lock()
	retired := c.retired
	c.mu.Unlock()
	if retired {
		return 0, errRetired
	}
	c.begin()
	n, err := c.Conn.Write(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrote += int64(n)
	if err == nil {
		return n, nil
	}
	c.spent = true
	if c.wrote > 0 && !errors.Is(err, net.ErrClosed) {
		return len(p), nil
	}
	return n, err
}

// Close closes the connection.
func (c *connection) Close() error {
	c.begin()
	return c.Conn.Close()
}

func newConnection(conn net.Conn, tlsVersion string) *connection {
	begun := make(chan struct{})
	return &connection{
		Conn: conn, made: time.Now(), tlsVersion: tlsVersion,
		begun: begun, begin: sync.OnceFunc(func() { close(begun) }),
	}
}

// dialFunc opens a connection, as net.Dialer does.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// dialPlain returns what opens connections without TLS.
func dialPlain(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return newConnection(conn, ""), nil
	}
}

// dialTLS returns what opens connections with TLS to receivers whose
// certificates roots vouch for; nil stands for those of the system.
func dialTLS(dial dialFunc, roots *x509.CertPool) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		plain, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		asked := false
		conn := tls.Client(plain, &tls.Config{
			RootCAs: roots, MinVersion: tls.VersionTLS12, ServerName: host,
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
				asked = true
				return new(tls.Certificate), nil // we have none
			},
		})
		if err := handshake(ctx, conn); err != nil {
			_ = plain.Close()
			if asked {
				err = errors.Join(errClientCertificate, err)
			}
			if roots == nil {
				err = noRoots(err)
			}
			return nil, err
		}
		return newConnection(conn, tls.VersionName(conn.ConnectionState().Version)), nil
	}
}

// handshake agrees on keys, in as much time as connecting may take.
func handshake(ctx context.Context, conn *tls.Conn) error {
	trace := httptrace.ContextClientTrace(ctx)
	trace.TLSHandshakeStart()
	ctx, stop := context.WithTimeoutCause(ctx, models.ConnectTimeout, errHandshakeTime)
	defer stop()
	err := conn.HandshakeContext(ctx)
	trace.TLSHandshakeDone(conn.ConnectionState(), err)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
