package receivertest

import (
	"bufio"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"callboard/models"
)

// accepted answers a request as it should be answered.
const accepted = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// lookups are faults of name servers.
func lookups() []Receiver {
	return []Receiver{
		{
			Name: "no such name", Does: "has a name that no name server knows",
			Lookup: func(int) ([]netip.Addr, Verdict) { return nil, NoSuchName }, Cause: models.DNSNotFound, Next: Planned,
		},
		{
			Name: "a name without address", Does: "has a name that has no address",
			Lookup: func(int) ([]netip.Addr, Verdict) { return nil, Answers }, Cause: models.DNSNotFound, Next: Planned,
		},
		{
			Name: "broken name server", Does: "has a name server that has an error of its own",
			Lookup: func(int) ([]netip.Addr, Verdict) { return nil, Broken }, Cause: models.DNSFailed, Next: Planned,
		},
		{
			Name: "silent name server", Does: "has a name server that does not answer",
			Lookup: func(int) ([]netip.Addr, Verdict) { return nil, Silent }, Cause: models.DNSTimeout, Next: Planned,
		},
		{
			Name: "a private address behind the name", Does: "has a name that leads to a private address",
			Lookup: func(int) ([]netip.Addr, Verdict) {
				return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, Answers
			},
			Cause: models.BlockedAddress, Next: Final,
		},
		{
			Name: "a name that turns to a private address", Does: "has a name that leads to a private address at the second look",
			Lookup: func(n int) ([]netip.Addr, Verdict) {
				if n == 1 {
					return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, Answers
				}
				return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, Answers
			},
			Serve: saysAndCloses("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), Before: 1,
			Cause: models.BlockedAddress, Next: Final,
		},
	}
}

// connections are receivers that are not there, or go away.
func connections() []Receiver {
	return []Receiver{
		{
			Name: "nobody listens", Does: "listens on no such port",
			Listen: func(t testing.TB) string {
				l := listen(t)
				_ = l.Close()
				return l.Addr().String()
			}, Cause: models.ConnRefused, Detail: "*", Next: Planned,
		},
		{
			Name: "full queue", Does: "lets connections wait in a full queue", Listen: fullQueue,
			Cause: models.ConnTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "no way to it", Does: "lies in a network that cannot be reached",
			Dial: dialError(syscall.EHOSTUNREACH), Cause: models.ConnUnreachable, Next: Planned,
		},
		{Name: "resets at once", Does: "resets the connection at once", Serve: reset, Cause: models.ConnReset, Next: Planned},
		{
			Name: "resets after the request", Does: "reads the request and resets the connection",
			Serve: func(c net.Conn) { _ = request(bufio.NewReader(c)); reset(c) }, Cause: models.ConnReset, Next: Planned,
		},
		{Name: "closes at once", Does: "closes the connection at once", Serve: func(net.Conn) {}, Cause: models.ConnReset, Next: Planned},
		{
			Name: "closes after the request", Does: "reads the request and closes the connection",
			Serve: saysAndCloses(""), Cause: models.ConnReset, Next: Planned,
		},
		{
			Name: "closes in the status line", Does: "closes the connection in the middle of the status line",
			Serve: saysAndCloses("HTTP/1.1 20"), Cause: models.ConnReset, Next: Planned,
		},
		{
			Name: "closes in the headers", Does: "closes the connection in the middle of the headers of a 200",
			Serve: saysAndCloses("HTTP/1.1 200 OK\r\nX-Half: 1\r\n"), Cause: models.ConnReset, Next: Planned,
		},
		{
			Name: "resets in the headers", Does: "resets the connection in the middle of the headers of a 200",
			Serve: func(c net.Conn) {
				_ = request(bufio.NewReader(c))
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX-Half: 1\r\n")
				time.Sleep(20 * time.Millisecond)
				reset(c)
			}, Cause: models.ConnReset, Next: Planned,
		},
		{
			Name: "closes in the body", Does: "answers 200 and closes the connection in the middle of the body",
			Serve: saysAndCloses("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), Code: 200, Next: Delivered, Text: "half",
		},
		{
			Name: "resets in the body", Does: "answers 200 and resets the connection in the middle of the body",
			Serve: func(c net.Conn) {
				_ = request(bufio.NewReader(c))
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
				time.Sleep(20 * time.Millisecond)
				reset(c)
			}, Code: 200, Next: Delivered,
		},
	}
}

// fullQueue listens on a port that takes no more connections.
func fullQueue(t testing.TB) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(bound.(*syscall.SockaddrInet4).Port))
	for range 4 {
		c, err := net.DialTimeout("tcp4", address, 100*time.Millisecond)
		if err != nil {
			break
		}
		t.Cleanup(func() { _ = c.Close() })
	}
	return address
}

func dialError(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
}

// ours are troubles of the machine that sends.
func ours() []Receiver {
	of := func(name, words string, errno syscall.Errno) Receiver {
		return Receiver{
			Name: name, Does: "could be reached, but this machine has " + words,
			Dial: dialError(errno), Cause: models.OurSide, Detail: words, Next: Uncounted,
		}
	}
	return []Receiver{
		of("our files", "too many open files", syscall.EMFILE),
		of("our machine's files", "too many open files on this machine", syscall.ENFILE),
		of("our ports", "no free local port", syscall.EADDRNOTAVAIL),
		of("our memory", "no memory for network connections", syscall.ENOBUFS),
	}
}

// interim are games with answers that are not final.
func interim() []Receiver {
	const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	return []Receiver{
		{
			Name: "101 and silence", Does: "answers 101 and says no more", Serve: func(c net.Conn) { saysAndCloses(switching)(c); until(c) },
			Code: 101, Cause: models.HTTP1xx, Detail: "101", Next: Planned,
		},
		{
			Name: "101 and more", Does: "answers 101 and sends bytes for ever", Serve: pours(switching, strings.Repeat("x", 4096)),
			Code: 101, Cause: models.HTTP1xx, Detail: "101", Next: Planned,
		},
		{
			Name: "101 and a 200", Does: "answers 101 and then 200", Serve: saysAndCloses(switching + accepted),
			Code: 101, Cause: models.HTTP1xx, Detail: "101", Next: Planned,
		},
		{
			Name: "101 without upgrade", Does: "answers 101 without naming a protocol",
			Serve: func(c net.Conn) { saysAndCloses("HTTP/1.1 101 Switching Protocols\r\n\r\n")(c); until(c) },
			Code:  101, Cause: models.HTTP1xx, Detail: "101", Next: Planned,
		},
		{
			Name: "endless 103", Does: "answers 103 again and again, as fast as it can",
			Serve: pours("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", 50)),
			Cause: models.HTTP1xx, Detail: "only interim ones", Next: Planned,
		},
		{
			Name: "endless 102 in drips", Does: "answers 102 every now and then, for ever",
			Serve: drips("", "HTTP/1.1 102 Processing\r\n\r\n"), Cause: models.AnswerTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "100 and silence", Does: "answers 100 and says no more", Serve: func(c net.Conn) { saysAndCloses("HTTP/1.1 100 Continue\r\n\r\n")(c); until(c) },
			Cause: models.AnswerTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "100 and close", Does: "answers 100 and closes the connection", Serve: saysAndCloses("HTTP/1.1 100 Continue\r\n\r\n"),
			Cause: models.ConnReset, Next: Planned,
		},
		{
			Name: "100 unasked, then 200", Does: "answers 100 though nobody asked, and then 200",
			Serve: says("HTTP/1.1 100 Continue\r\n\r\n" + accepted), Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "103, then 200", Does: "answers 103 with hints, and then 200",
			Serve: says("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + accepted), Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "100, then unclean 200", Does: "answers 100, and then a 200 whose headers are unclean",
			Serve: saysAndCloses("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nno colon here\r\n\r\nok"),
			Code:  200, Unclean: "a header line has no colon", Next: Delivered, Text: "ok",
		},
	}
}

// silent are receivers that take their time.
func silent() []Receiver {
	return []Receiver{
		{Name: "silence", Does: "reads the request and never answers", Serve: until, Cause: models.AnswerTimeout, Detail: "1", Next: Planned},
		{
			Name: "half-open", Does: "accepts the connection and never reads", Serve: func(c net.Conn) { hold(c) }, Body: 8 << 20,
			Cause: models.AnswerTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "status line in drips", Does: "sends the status line byte by byte, for ever", Serve: drips("HTTP/1.1 200 O", "K"),
			Cause: models.AnswerTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "headers in drips", Does: "sends header after header, slowly and for ever", Serve: drips("HTTP/1.1 200 OK\r\n", "X-More: 1\r\n"),
			Cause: models.AnswerTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "body in drips", Does: "answers 200 and sends the body byte by byte, for ever",
			Serve: drips("HTTP/1.1 200 OK\r\n\r\n", "x"), Code: 200, Next: Delivered, Timeout: 3 * time.Second,
		},
		{
			Name: "chunks in drips", Does: "answers 200 and sends small chunks for ever",
			Serve: drips("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"), Code: 200, Next: Delivered, Timeout: 3 * time.Second,
		},
		{
			Name: "body that never comes", Does: "answers 500, declares a body and never sends it",
			Serve: func(c net.Conn) { saysAndCloses("HTTP/1.1 500 No\r\nContent-Length: 5\r\n\r\n")(c); until(c) },
			Code:  500, Cause: models.HTTP5xx, Next: Planned, Timeout: 3 * time.Second,
		},
	}
}

// hold keeps a connection open without reading, until the other end or the
// test closes it.
func hold(c net.Conn) {
	for {
		if _, err := c.Write(nil); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
		if gone(c) {
			return
		}
	}
}

// gone says that the other end has reset a connection, or the test closed it.
func gone(c net.Conn) bool {
	plain := c.(*counted).Conn.(*net.TCPConn)
	raw, err := plain.SyscallConn()
	if err != nil {
		return true
	}
	var state int
	err = raw.Control(func(fd uintptr) {
		state, _ = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO)
	})
	const established, closeWait = 1, 8
	return err != nil || state&0xff != established && state&0xff != closeWait
}

// early are receivers that answer before they have read everything.
func early() []Receiver {
	const body = 8 << 20
	answers := func(text string) func(net.Conn) {
		return func(c net.Conn) {
			head(c)
			_, _ = io.WriteString(c, text)
		}
	}
	return []Receiver{
		{
			Name: "413 and close", Does: "answers 413 after the headers of the request and closes", Body: body,
			Serve: answers("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Code: 413, Cause: models.HTTP413, Next: Final,
		},
		{
			Name: "401 and close", Does: "answers 401 after the headers of the request and closes", Body: body,
			Serve: answers("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"), Code: 401, Cause: models.HTTP401, Next: Final,
		},
		{
			Name: "200 and close", Does: "answers 200 after the headers of the request and closes", Body: body,
			Serve: answers(accepted), Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "200 and reset", Does: "answers 200 after the headers of the request and resets", Body: body,
			Serve: func(c net.Conn) {
				answers(accepted)(c)
				time.Sleep(20 * time.Millisecond) // a reset overtakes what was not read yet
				reset(c)
			}, Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "503 and close", Does: "answers 503 with Retry-After after the headers of the request and closes", Body: body,
			Serve: answers("HTTP/1.1 503 Busy\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"),
			Code:  503, Cause: models.HTTP5xx, Detail: "600", Next: Waits, Wait: 10 * time.Minute,
		},
		{
			Name: "200 and no more reading", Does: "answers 200 after the headers of the request and reads no more", Body: body,
			Serve: func(c net.Conn) { answers(accepted)(c); hold(c) }, Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "unclean 200 and close", Does: "answers an unclean 200 after the headers of the request and closes", Body: body,
			Serve: answers("HTTP/1.1 200 OK\r\nno colon here\r\n\r\nok"), Code: 200, Unclean: "a header line has no colon", Next: Delivered, Text: "ok",
		},
		{
			Name: "200 before the request", Does: "answers 200 before it has read anything, and closes",
			Serve: func(c net.Conn) { _, _ = io.WriteString(c, accepted); until(c) }, Code: 200, Next: Delivered,
		},
	}
}

// kept are games with connections that are kept for the next request.
func kept() []Receiver {
	return []Receiver{
		{
			Name: "closes a kept connection", Does: "reads a second request from a connection and closes it without an answer",
			Serve: times(1, accepted, func(c net.Conn, in *bufio.Reader) { _ = request(in) }), Before: 1, Cause: models.ConnKept, Next: AtOnce,
		},
		{
			Name: "resets a kept connection", Does: "reads a second request from a connection and resets it",
			Serve: times(1, accepted, func(c net.Conn, in *bufio.Reader) { _ = request(in); reset(c) }), Before: 1, Cause: models.ConnKept, Next: AtOnce,
		},
		{
			Name: "closes a resting connection", Does: "closes a connection while it rests",
			Serve: times(1, accepted, func(net.Conn, *bufio.Reader) {}), Before: 1, Rest: 300 * time.Millisecond, Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "408 on a resting connection", Does: "sends 408 to a connection that rests, and closes it",
			Serve: times(1, accepted, func(c net.Conn, _ *bufio.Reader) {
				time.Sleep(20 * time.Millisecond)
				_, _ = io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			}), Before: 1, Rest: 300 * time.Millisecond, Code: 200, Next: Delivered, Text: "ok",
		},
		{
			Name: "408 on a kept connection", Does: "sends 408 to a kept connection as a request comes, and closes it",
			Serve: times(1, accepted, func(c net.Conn, in *bufio.Reader) {
				_ = request(in)
				_, _ = io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			}), Before: 1, Code: 408, Cause: models.ConnKept, Next: AtOnce,
		},
		{
			Name: "answers twice", Does: "answers a request twice; the second is none of the next request's", Before: 1,
			Serve: func(c net.Conn) {
				in := bufio.NewReader(c)
				for request(in) == nil {
					_, _ = io.WriteString(c, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"+accepted)
				}
			}, Code: 404, Cause: models.HTTP404, Detail: "/in", Next: Final,
		},
		{
			Name: "answers twice, in chunks", Does: "answers a request twice, in chunks; the second is none of the next request's", Before: 1,
			Serve: func(c net.Conn) {
				in := bufio.NewReader(c)
				for request(in) == nil {
					_, _ = io.WriteString(c, "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"+accepted)
				}
			}, Code: 404, Cause: models.HTTP404, Detail: "/in", Next: Final,
		},
		{
			Name: "dies after a 503", Does: "answers 503, and would close the connection at the next request", Before: 1,
			Serve: times(1, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", func(_ net.Conn, in *bufio.Reader) { _ = request(in) }),
			Code:  503, Cause: models.HTTP5xx, Next: Planned,
		},
	}
}

// times answers so many requests of a connection with a text and leaves the
// rest to then.
func times(n int, text string, then func(net.Conn, *bufio.Reader)) func(net.Conn) {
	return func(c net.Conn) {
		in := bufio.NewReader(c)
		for range n {
			if request(in) != nil {
				return
			}
			_, _ = io.WriteString(c, text)
		}
		then(c, in)
	}
}
