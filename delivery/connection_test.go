package delivery

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

// A receiver closes each connection when it has read a second request from it.
// Every request that arrives is an attempt in the log, none uses a retry up,
// and the one that follows goes out at once.
func TestEveryRequestThatLeftIsInTheLog(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int64
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answersEverySecond(c, &arrived)
		}
	}()
	callback := people(1, models.Settings{})
	callback.URL = "http://" + l.Addr().String() + "/in"
	store := newFakeStore(callback)
	e := New(store, here(nil), quiet())
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = e.Run(ctx) })
	for i := range 20 {
		publish(t, e, personAdded())
		waitUntil(t, func() bool {
			deliveries, _ := store.all()
			return deliveries[i].Status.Final()
		})
	}
	cancel()
	running.Wait()
	deliveries, attempts := store.all()
	if int(arrived.Load()) != len(attempts) || len(attempts) < 30 {
		t.Errorf("%d requests arrived, %d attempts are in the log", arrived.Load(), len(attempts))
	}
	for _, d := range deliveries {
		if d.Status != models.Delivered || d.PlanPos != 1 || d.Attempts > 2 {
			t.Errorf("%s after %d attempts, %d of the plan", d.Status, d.Attempts, d.PlanPos)
		}
	}
}

// answersEverySecond answers one request of a connection and no more.
func answersEverySecond(c net.Conn, arrived *atomic.Int64) {
	defer c.Close()
	in := bufio.NewReader(c)
	for n := range 2 {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		arrived.Add(1)
		if n == 0 {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	}
}

func waitUntil(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it has not come to pass within 10 seconds")
		}
	}
}

// Under steady traffic a connection is used for a minute, so that a receiver
// which has moved is found at its new address.
func TestConnectionsAreRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := serve(t, answers(200))
		var dialled []time.Duration
		started := time.Now()
		sender := newSender(func(ctx context.Context, proto, address string) (net.Conn, error) {
			dialled = append(dialled, time.Since(started))
			return network.dial(ctx, proto, address)
		}, nil)
		r := request(t, "http://pos.example/in")
		for time.Since(started) < 150*time.Second {
			if a := sender.Send(t.Context(), r, time.Second, false); a.Code != 200 {
				t.Fatalf("code %d, cause %q", a.Code, a.Cause)
			}
			time.Sleep(200 * time.Millisecond)
		}
		if len(dialled) != 3 || dialled[1] > 61*time.Second || dialled[2] > 122*time.Second {
			t.Errorf("dialled after %v", dialled)
		}
		sender.Close()
	})
}

// A server that answers with an error of its own may be one of many on its way
// out: the next request goes on a new connection.
func TestConnectionEndsAfterAServerError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := serve(t, answers(200, 503, 200))
		dials := 0
		sender := newSender(func(ctx context.Context, proto, address string) (net.Conn, error) {
			dials++
			return network.dial(ctx, proto, address)
		}, nil)
		r := request(t, "http://pos.example/in")
		for _, want := range []int{1, 1, 2} {
			sender.Send(t.Context(), r, time.Second, false)
			if dials != want {
				t.Errorf("dialled %d times, want %d", dials, want)
			}
		}
		sender.Close()
	})
}

func TestEncodedQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                      "",
		`q=ü "<>{}|&r=a+b`:      "q=%C3%BC%20%22%3C%3E%7B%7D%7C&r=a+b",
		"a=%c3%BC&b=%zz&c=100%": "a=%c3%BC&b=%zz&c=100%",
		"list[]=1&x=';:@/?$~*!": "list[]=1&x=';:@/?$~*!",
	} {
		if got := encodedQuery(query); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
}

// An answer too many on a kept connection would be taken for that to the next
// request.
func TestKeptConnectionOnWhichMoreCame(t *testing.T) {
	t.Parallel()
	for came, more := range map[string]bool{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok":                                  false,
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!":                                 true,
		"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n":             true,
		"HTTP/1.1 204 No Content\r\n\r\n":                                                 false,
		"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\r\n":                          true,
		"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":          false,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n":       false,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1": true,
		"HTTP/1.1 200 OK\r\nX-Headers: that break off":                                    true,
	} {
		ours, theirs := net.Pipe()
		c := newConnection(ours, "")
		c.take(false, false)
		go func() {
			_, _ = theirs.Read(make([]byte, 16))
			_, _ = io.WriteString(theirs, came)
		}()
		if _, err := c.Write([]byte("POST")); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Read(make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
		c.take(true, false)
		if c.retired != more {
			t.Errorf("%q: given up %t", came, c.retired)
		}
		_ = c.Close()
		_ = theirs.Close()
	}
}

// What a receiver says before there is a request is read when there is one.
func TestConnectionReadsNothingBeforeARequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		c := newConnection(ours, "")
		var read atomic.Bool
		go func() { _, _ = io.WriteString(theirs, "HTTP/1.1 200 OK\r\n") }()
		go func() {
			_, _ = c.Read(make([]byte, 4096))
			read.Store(true)
		}()
		synctest.Wait()
		if read.Load() {
			t.Error("it was read before there was a request")
		}
		go func() { _, _ = c.Write([]byte("POST")) }()
		synctest.Wait()
		if !read.Load() {
			t.Error("it was not read when there was one")
		}
		_ = c.Close()
		_ = theirs.Close()
	})
}
