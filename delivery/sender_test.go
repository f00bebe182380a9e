package delivery

import (
	"bytes"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/wire"
)

// loopback is where the receivers of these tests are, and nothing else.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// here allows the receivers of these tests and nothing else.
func here(roots *x509.CertPool) *Sender { return NewSender(NewGuard(loopback), roots) }

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
	a := s.Send(t.Context(), request(t, to), timeout, false)
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
		422: {models.HTTP422, ""}, 429: {models.HTTP429, "120"}, 500: {models.HTTP5xx, "120"}, 599: {models.HTTP5xx, "120"},
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
	var with, without atomic.Int64 // bytes that the receiver got rid of
	tests := map[string]struct {
		answer  http.HandlerFunc
		code    int
		size    int64
		kept    int
		atLeast time.Duration
		poured  *atomic.Int64
	}{
		"a gigabyte without a length": {answer: func(w http.ResponseWriter, _ *http.Request) {
			without.Store(pour(w, block))
		}, code: 200, size: -1, kept: models.AnswerKept, poured: &without},
		"a gigabyte with its length": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(gigabyte))
			with.Store(pour(w, block))
		}, code: 200, size: gigabyte, kept: models.AnswerKept, poured: &with},
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
			server := httptest.NewServer(test.answer)
			t.Cleanup(server.Close)
			a := send(t, here(nil), server.URL, timeout)
			if a.Code != test.code || a.Cause != "" {
				t.Errorf("%d, cause %q", a.Code, a.Cause)
			}
			if test.kept >= 0 && (a.ResponseSize != test.size || len(a.ResponseBody) != test.kept) {
				t.Errorf("%d of %d bytes kept", len(a.ResponseBody), a.ResponseSize)
			}
			if test.poured != nil {
				server.Close() // waits for the receiver
				if n := test.poured.Load(); n == 0 || n > gigabyte/8 {
					t.Errorf("the receiver got rid of %d bytes", n)
				}
			}
			if took := time.Duration(a.Timing.Total) * time.Microsecond; took < test.atLeast || took > timeout+5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

const gigabyte = 1 << 30

// pour writes a gigabyte, or as much of it as is taken, and returns how much.
func pour(w io.Writer, block []byte) (n int64) {
	for n < gigabyte {
		more, err := w.Write(block)
		n += int64(more)
		if err != nil {
			break
		}
	}
	return n
}
