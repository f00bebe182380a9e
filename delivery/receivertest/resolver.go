package receivertest

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// Verdict is how a name server answers.
type Verdict int

// The ways in which a name server answers.
const (
	Answers Verdict = iota
	NoSuchName
	Broken
	Silent
)

// Lookup says what a name server answers when it is asked for the n-th time.
type Lookup func(n int) ([]netip.Addr, Verdict)

// Resolver returns a resolver that asks a name server of the test's own.
func Resolver(t testing.TB, lookup Lookup) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { serveNames(server, lookup) })
	asking := &open{} // a look-up outlives the request that wanted it
	t.Cleanup(func() {
		_ = server.Close()
		asking.close()
		serving.Wait()
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, "udp4", server.LocalAddr().String())
		if err == nil {
			asking.add(c)
		}
		return c, err
	}}
}

func serveNames(server net.PacketConn, lookup Lookup) {
	var asked atomic.Int64
	packet := make([]byte, 1500)
	for {
		n, from, err := server.ReadFrom(packet)
		if err != nil {
			return
		}
		var question dnsmessage.Message
		if question.Unpack(packet[:n]) != nil || len(question.Questions) != 1 {
			continue
		}
		if answer := nameAnswer(question, lookup, &asked); answer != nil {
			_, _ = server.WriteTo(answer, from)
		}
	}
}

// nameAnswer answers one question, nil to stay silent. Only questions for
// addresses of version 4 are counted.
func nameAnswer(m dnsmessage.Message, lookup Lookup, asked *atomic.Int64) []byte {
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	if q.Name.String() != Host+"." {
		m.RCode = dnsmessage.RCodeNameError
		packed, _ := m.Pack()
		return packed
	}
	n := int(asked.Load())
	if q.Type == dnsmessage.TypeA {
		n = int(asked.Add(1))
	}
	addresses, verdict := lookup(n)
	switch verdict {
	case Silent:
		return nil
	case NoSuchName:
		m.RCode = dnsmessage.RCodeNameError
	case Broken:
		m.RCode = dnsmessage.RCodeServerFailure
	case Answers:
		for _, a := range addresses {
			if q.Type == dnsmessage.TypeA {
				m.Answers = append(m.Answers, dnsmessage.Resource{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: a.As4()},
				})
			}
		}
	}
	packed, _ := m.Pack()
	return packed
}
