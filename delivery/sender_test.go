package delivery

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/wire"
)

// here allows the receivers of these tests and nothing else.
func here(roots *x509.CertPool) *Sender {
	return NewSender(NewGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}), roots)
}

func request(t *testing.T, to string) wire.Request {
	t.Helper()
	r, err := wire.Build(wire.Attempt{
		Event: models.Event{PublicID: "AB234SDFD234", Type: "person_added", Data: []byte(`{"person":{"id":1}}`), OccurredAt: 1},
		Callback: models.Callback{
			PublicID: "Hzh39LP3", Kind: models.KindEvent, URL: to,
			Settings: models.Settings{User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
		},
		Number: 1, At: noon,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func send(t *testing.T, s *Sender, to string, timeout time.Duration) models.Attempt {
	t.Helper()
	a := s.Send(t.Context(), request(t, to), timeout)
	t.Cleanup(s.Close)
	return a
}

func receiver(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

func TestSendBringsRequestAndKeepsAnswer(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body []byte
	to := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header()["X-Zoo"] = []string{"a", "b\xff"}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "thank you")
	}) + "/in?x=1"
	a := send(t, here(nil), to, time.Minute)

	if got.Method != "POST" || got.RequestURI != "/in?x=1" || got.ContentLength != int64(len(body)) || got.TransferEncoding != nil {
		t.Errorf("received %s %s, %d bytes, %v", got.Method, got.RequestURI, got.ContentLength, got.TransferEncoding)
	}
	user, password, _ := got.BasicAuth()
	if user != "crm" || password != "hunter2" || got.Header.Get("webhook-id") != "AB234SDFD234" {
		t.Errorf("received headers %v", got.Header)
	}
	if len(got.Header) != len(a.RequestHeaders) || !bytes.Equal(body, a.RequestBody) {
		t.Errorf("logged %v\nsent %v", a.RequestHeaders, got.Header)
	}
	if a.Code != 201 || a.Cause != "" || string(a.ResponseBody) != "thank you" || a.ResponseSize != 9 {
		t.Errorf("logged %d %q %q of %d bytes", a.Code, a.Cause, a.ResponseBody, a.ResponseSize)
	}
	if a.LocalAddress == "" || a.RemoteAddress != got.Host || a.TLS != "" || a.Timing.Total == 0 || a.Timing.Connect == 0 || a.Timing.Wait == 0 {
		t.Errorf("logged %s to %s, %+v", a.LocalAddress, a.RemoteAddress, a.Timing)
	}
	var names []string
	for _, h := range a.ResponseHeaders {
		names = append(names, h.Name+": "+h.Value)
	}
	want := []string{"Content-Length: 9", "Content-Type: text/plain; charset=utf-8", "Date: " + headerOf(a.ResponseHeaders, "date"), "X-Zoo: a", "X-Zoo: b\uFFFD"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("answer's headers (-want +got)\n%s", diff)
	}
}

func TestAnswersByTheirStatus(t *testing.T) {
	t.Parallel()
	tests := map[int]struct {
		cause  models.Cause
		detail string
	}{
		200: {}, 299: {},
		300: {models.Redirect, ""}, 304: {models.Redirect, ""},
		400: {models.HTTP400, ""}, 401: {models.HTTP401, ""}, 402: {models.HTTP4xx, ""}, 403: {models.HTTP403, ""},
		404: {models.HTTP404, "/reciever"}, 408: {models.HTTP4xx, ""}, 410: {models.HTTP410, ""},
		413: {models.HTTP413, ""}, 415: {models.HTTP415, "application/json"}, 418: {models.HTTP4xx, ""},
		422: {models.HTTP422, ""}, 429: {models.HTTP429, "120"}, 500: {models.HTTP5xx, ""}, 599: {models.HTTP5xx, ""},
		700: {models.SendError, "answer 700 has no meaning here"},
	}
	to := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.URL.RawQuery)
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(code)
	})
	sender := here(nil)
	for code, want := range tests {
		a := send(t, sender, to+"/reciever?"+strconv.Itoa(code), time.Minute)
		if a.Code != code || a.Cause != want.cause || a.CauseDetail != want.detail {
			t.Errorf("%d: cause %q %q, want %q %q", a.Code, a.Cause, a.CauseDetail, want.cause, want.detail)
		}
	}
}

func TestRedirectReachesNothing(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	target := receiver(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	for _, code := range []int{301, 302, 303, 307, 308} {
		to := receiver(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target+"/new", code) })
		a := send(t, here(nil), to, time.Minute)
		if a.Cause != models.Redirect || a.CauseDetail != target+"/new" || a.Code != code || a.URL != to {
			t.Errorf("%d: %q %q", a.Code, a.Cause, a.CauseDetail)
		}
	}
	if reached.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

func TestBoundedAnswers(t *testing.T) {
	t.Parallel()
	block := bytes.Repeat([]byte("x"), 64<<10)
	tests := map[string]struct {
		answer  http.HandlerFunc
		code    int
		size    int64
		kept    int
		atLeast time.Duration
	}{
		"a gigabyte without a length": {answer: func(w http.ResponseWriter, _ *http.Request) {
			for range 16 << 10 {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, code: 200, size: -1, kept: models.AnswerKept},
		"a gigabyte with its length": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1073741824")
			for range 16 << 10 {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, code: 200, size: 1 << 30, kept: models.AnswerKept},
		"exactly a mebibyte": {answer: func(w http.ResponseWriter, _ *http.Request) {
			for range 16 {
				_, _ = w.Write(block)
			}
		}, code: 200, size: models.AnswerRead, kept: models.AnswerKept},
		"nothing": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, code: 204},
		"byte by byte, for ever": {answer: func(w http.ResponseWriter, r *http.Request) {
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-r.Context().Done():
					return
				case <-tick.C:
					_, _ = w.Write([]byte("x"))
					_ = http.NewResponseController(w).Flush()
				}
			}
		}, code: 200, size: -2, kept: -2, atLeast: 300 * time.Millisecond},
		"cut off": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
		}, code: 200, size: 100, kept: 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 20 * time.Second
			if test.atLeast != 0 {
				timeout = test.atLeast
			}
			a := send(t, here(nil), receiver(t, test.answer), timeout)
			if a.Code != test.code || a.Cause != "" {
				t.Errorf("%d, cause %q", a.Code, a.Cause)
			}
			if test.kept >= 0 && (a.ResponseSize != test.size || len(a.ResponseBody) != test.kept) {
				t.Errorf("%d of %d bytes kept", len(a.ResponseBody), a.ResponseSize)
			}
			if took := time.Duration(a.Timing.Total) * time.Microsecond; took < test.atLeast || took > timeout+5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		to     func(t *testing.T) string
		cause  models.Cause
		detail string
	}{
		"nobody listens": {func(t *testing.T) string {
			l := listen(t)
			_ = l.Close()
			return "http://" + l.Addr().String()
		}, models.ConnRefused, "*"},
		"hangs after accepting": {func(t *testing.T) string {
			return raw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
		}, models.AnswerTimeout, "1"},
		"hangs up at once": {func(t *testing.T) string {
			return raw(t, func(net.Conn) {})
		}, models.ConnReset, ""},
		"resets": {func(t *testing.T) string {
			return raw(t, func(c net.Conn) {
				_, _ = bufio.NewReader(c).ReadString('\n')
				_ = c.(*net.TCPConn).SetLinger(0)
			})
		}, models.ConnReset, ""},
		"half an answer": {func(t *testing.T) string {
			return raw(t, func(c net.Conn) {
				_, _ = bufio.NewReader(c).ReadString('\n')
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX-Half: 1\r\n")
			})
		}, models.ConnReset, ""},
		"speaks something else": {func(t *testing.T) string {
			return raw(t, func(c net.Conn) {
				_, _ = io.WriteString(c, "220 mail.example ESMTP\r\n")
				_, _ = io.Copy(io.Discard, c)
			})
		}, models.SendError, "*"},
		"endless headers": {func(t *testing.T) string {
			return raw(t, func(c net.Conn) {
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
				for {
					if _, err := io.WriteString(c, "X-More: "+strings.Repeat("x", 1000)+"\r\n"); err != nil {
						return
					}
				}
			})
		}, models.SendError, "*"},
		"plain HTTP where TLS belongs": {func(t *testing.T) string {
			return strings.Replace(receiver(t, answers(200)), "http:", "https:", 1)
		}, models.SendError, "*"},
		"TLS that never answers": {func(t *testing.T) string {
			return strings.Replace(raw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), "http:", "https:", 1)
		}, models.ConnTimeout, "1"},
		"no such host":        {func(*testing.T) string { return "http://no-such-host.invalid" }, "dns", ""},
		"blocked address":     {func(*testing.T) string { return "http://169.254.169.254/latest" }, models.BlockedAddress, ""},
		"blocked by its name": {func(*testing.T) string { return "http://localhost.:1/in" }, "blocked or refused", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := send(t, here(nil), test.to(t), time.Second)
			switch test.cause {
			case "dns": // a machine without a resolver cannot tell that there is no such host
				if a.Cause != models.DNSNotFound && a.Cause != models.DNSTimeout {
					t.Errorf("cause %q %q", a.Cause, a.CauseDetail)
				}
				return
			case "blocked or refused": // localhost has two addresses, one of them allowed here
				if a.Cause != models.BlockedAddress && a.Cause != models.ConnRefused && a.Cause != models.DNSNotFound {
					t.Errorf("cause %q %q", a.Cause, a.CauseDetail)
				}
				return
			}
			if a.Cause != test.cause || (test.detail != "*" && a.CauseDetail != test.detail) || (test.detail == "*" && a.CauseDetail == "") {
				t.Errorf("cause %q %q, want %q %q", a.Cause, a.CauseDetail, test.cause, test.detail)
			}
			if a.Code != 0 || a.Timing.Total == 0 || a.RequestBody == nil {
				t.Errorf("code %d, %+v", a.Code, a.Timing)
			}
		})
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// raw serves connections with handle and closes each when it returns.
func raw(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				handle(c)
			}()
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
	return "http://" + l.Addr().String()
}

// A receiver may close a connection that rests at the moment at which we use
// it again. It then gets the request once more, on a new one.
func TestRestingConnectionClosedByReceiver(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	to := raw(t, func(c net.Conn) {
		in := bufio.NewReader(c)
		for n := 0; ; n++ {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			requests.Add(1)
			if n == 1 {
				return
			}
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	})
	sender := here(nil)
	for range 2 {
		if a := send(t, sender, to, time.Minute); a.Code != 200 {
			t.Errorf("code %d, cause %q", a.Code, a.Cause)
		}
	}
	if requests.Load() != 3 {
		t.Errorf("%d requests arrived, want 3", requests.Load())
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	good := x509.Certificate{NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	tests := map[string]struct {
		change  func(*x509.Certificate)
		trusted bool
		cause   models.Cause
		detail  string
	}{
		"good":    {func(*x509.Certificate) {}, true, "", ""},
		"expired": {func(c *x509.Certificate) { c.NotBefore, c.NotAfter = noon.AddDate(-2, 0, 0), noon.AddDate(-1, 0, 0) }, true, models.TLSExpired, "21 Nov 2025"},
		"not yet valid": {func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour)
		}, true, models.TLSUntrusted, ""},
		"another name": {func(c *x509.Certificate) {
			c.IPAddresses, c.DNSNames = nil, []string{"www.pos.example", "pos.example"}
		}, true, models.TLSName, "www.pos.example, pos.example"},
		"self-signed": {func(*x509.Certificate) {}, false, models.TLSUntrusted, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			template := good
			test.change(&template)
			certificate, parsed := selfSigned(t, template)
			server := httptest.NewUnstartedServer(answers(200))
			server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
			server.StartTLS()
			t.Cleanup(server.Close)
			roots := x509.NewCertPool()
			if test.trusted {
				roots.AddCert(parsed)
			}
			a := send(t, here(roots), server.URL, time.Minute)
			if a.Cause != test.cause || a.CauseDetail != test.detail {
				t.Errorf("cause %q %q", a.Cause, a.CauseDetail)
			}
			if (a.TLS == "TLS 1.3") != (test.cause == "") || (test.cause == "" && a.Timing.TLSTime == 0) {
				t.Errorf("%q in %d µs", a.TLS, a.Timing.TLSTime)
			}
		})
	}
}

func selfSigned(t *testing.T, template x509.Certificate) (tls.Certificate, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber, template.IsCA, template.BasicConstraintsValid = big.NewInt(1), true, true
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, parsed
}

func TestSendNeverPrintsTheURL(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"http://127.0.0.1:99999/?token=secret", "ftp://127.0.0.1/?token=secret", "http://127.0.0.1:1/\x7f?token=secret"} {
		r := request(t, to)
		a := here(nil).Send(context.Background(), r, time.Second)
		if strings.Contains(a.CauseDetail, "secret") || a.Cause == "" {
			t.Errorf("cause %q %q", a.Cause, a.CauseDetail)
		}
	}
}
