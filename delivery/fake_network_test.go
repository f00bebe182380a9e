package delivery

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
)

// fakeNetwork is a network in memory, so that time can stand still while its
// connections wait.
type fakeNetwork struct {
	conns  chan net.Conn
	closed chan struct{}
}

// serve answers all requests of a new network, whatever their host.
func serve(t *testing.T, handler http.HandlerFunc) *fakeNetwork {
	t.Helper()
	p := &fakeNetwork{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(p)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return p
}

func (p *fakeNetwork) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *fakeNetwork) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *fakeNetwork) Close() error {
	close(p.closed)
	return nil
}

func (p *fakeNetwork) Addr() net.Addr { return &net.TCPAddr{} }
