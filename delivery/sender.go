package delivery

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/wire"
)

const (
	// idle is shorter than the 5 seconds after which common servers close a
	// connection that rests, so that we seldom write to a closed one.
	idle = 4 * time.Second
	// answerHeaders bounds the headers of an answer, in bytes, and headersKept
	// those that go into the log.
	answerHeaders = 256 << 10
	headersKept   = 32 << 10
)

// Sender makes the requests. It is safe for use by many at once.
type Sender struct{ client *http.Client }

// NewSender returns a sender whose connections pass guard. roots are the
// certificates it trusts; nil stands for those of the system.
func NewSender(guard *Guard, roots *x509.CertPool) *Sender {
	dialer := &net.Dialer{Timeout: models.ConnectTimeout, KeepAlive: 30 * time.Second, Control: guard.Control}
	return newSender(dialer.DialContext, roots)
}

func newSender(dial dialFunc, roots *x509.CertPool) *Sender {
	reach := reach{}
	noted := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return conn, reach.note(address, err)
	}
	return &Sender{client: &http.Client{
		// A followed redirect would go to an address that nobody chose, and
		// turn a POST into a GET.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// HTTP/1.1 alone: what HTTP/2 saves in connections does not outweigh the
		// ways in which a receiver can keep one busy.
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialPlain(noted), DialTLSContext: dialTLS(noted, roots),
			DisableCompression: true,
			MaxIdleConns:       512, MaxIdleConnsPerHost: maxPerCallback, IdleConnTimeout: idle,
			MaxResponseHeaderBytes: answerHeaders,
		},
	}}
}

// limitIdle bounds the connections that rest.
func (s *Sender) limitIdle(most int) {
	if transport, ok := s.client.Transport.(*http.Transport); ok {
		transport.MaxIdleConns = min(transport.MaxIdleConns, most)
	}
}

// Close closes the connections that rest.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Send makes one request that takes at most timeout, and returns what came of
// it: all of an attempt that concerns HTTP. An answer counts by its status,
// even where its body is cut off, too slow or too long. wantsNew sends it on
// a connection that carried no request before.
func (s *Sender) Send(ctx context.Context, r wire.Request, timeout time.Duration, wantsNew bool) models.Attempt {
	a := models.Attempt{Method: r.Method, URL: r.URL, RequestHeaders: r.Logged(), RequestBody: r.Body}
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	t := &trace{started: time.Now(), wantsNew: wantsNew}
	request, err := prepare(t.watch(ctx), r)
	if err != nil {
		a.Cause, a.CauseDetail = models.BuildError, models.Shorten(reason(err), models.DetailLimit)
		return a
	}
	answer, err := s.client.Do(request)
	for err != nil && t.startsOver() {
		request.Body = io.NopCloser(bytes.NewReader(r.Body))
		answer, err = s.client.Do(request)
	}
	if err == nil {
		defer answer.Body.Close()
	}
	t.outcome(&a, r, answer, err, timeout)
	hideEchoes(&a, r)
	return a
}

// prepare makes the request that net/http sends.
func prepare(ctx context.Context, r wire.Request) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	for _, h := range r.Headers {
		if h.Name != "Content-Length" { // net/http writes it from the body
			request.Header[h.Name] = []string{h.Value}
		}
	}
	request.URL.RawQuery = encodedQuery(request.URL.RawQuery)
	request.GetBody = nil // without it net/http repeats no request by itself: each that leaves is in the log
	return request, nil
}

// encodedQuery encodes what must not stand in a query as it is. What is encoded
// stays as it is, byte for byte.
func encodedQuery(query string) string {
	var encoded strings.Builder
	for _, b := range []byte(query) {
		if b <= ' ' || b >= 0x7f || strings.IndexByte("\"<>\\^`{|}", b) >= 0 {
			fmt.Fprintf(&encoded, "%%%02X", b)
			continue
		}
		encoded.WriteByte(b)
	}
	return encoded.String()
}

// outcome writes what came of a request into its attempt.
func (t *trace) outcome(a *models.Attempt, r wire.Request, answer *http.Response, err error, timeout time.Duration) {
	switch {
	case err == nil:
		read(a, answer)
		a.Cause, a.CauseDetail = answered(*a, r, time.Now())
	case t.keepUnclean(a, err):
		a.Cause, a.CauseDetail = answered(*a, r, time.Now())
	default:
		a.Cause, a.CauseDetail = t.cause(err, r.URL, timeout)
	}
	conn, kept := t.taken()
	if conn != nil && a.Code >= http.StatusInternalServerError {
		conn.spend()
	}
	if kept && a.Code == http.StatusRequestTimeout && requestedWait(*a, time.Now()) == 0 {
		a.Cause, a.CauseDetail = models.ConnKept, "" // it was tired of waiting for any request
	}
	t.fill(a)
}

// read keeps the answer: its first 16 KiB, and its size as far as it is
// declared or worth reading. Behind a 101 there is no body but another
// protocol, which nobody here speaks.
func read(a *models.Attempt, answer *http.Response) {
	a.Code = answer.StatusCode
	a.ResponseHeaders = received(answer.Header)
	if a.Code == http.StatusSwitchingProtocols {
		return
	}
	body := bytes.Buffer{}
	n, _ := io.Copy(&body, io.LimitReader(answer.Body, models.AnswerKept))
	more, _ := io.Copy(io.Discard, io.LimitReader(answer.Body, models.AnswerRead-models.AnswerKept+1))
	a.ResponseBody, a.ResponseSize = body.Bytes(), n+more
	switch {
	case answer.ContentLength >= 0:
		a.ResponseSize = answer.ContentLength
	case n+more > models.AnswerRead:
		a.ResponseSize = -1
	}
}

// received lists the headers of an answer by name, as net/http does not keep
// their order. Where they are many it leaves out those that do not fit.
func received(h http.Header) []models.Header {
	var headers []models.Header
	room := headersKept
	add := func(name string, values []string) {
		for _, v := range values {
			if room -= len(name) + len(v); room < 0 {
				room += len(name) + len(v)
				continue
			}
			headers = append(headers, models.Header{Name: name, Value: strings.ToValidUTF8(v, "\uFFFD")})
		}
	}
	for _, name := range []string{"Retry-After", "Location", "Content-Type", "Content-Encoding"} { // what we read ourselves fits always
		add(name, h[name])
	}
	for name, values := range h {
		if !slices.ContainsFunc(headers, func(h models.Header) bool { return h.Name == name }) {
			add(name, values)
		}
	}
	slices.SortStableFunc(headers, func(a, b models.Header) int { return strings.Compare(a.Name, b.Name) })
	return headers
}

// answered names the cause of an answer that is not 2xx, and what its
// sentence needs.
func answered(a models.Attempt, r wire.Request, now time.Time) (models.Cause, string) {
	switch code := a.Code; {
	case code == http.StatusSwitchingProtocols:
		return models.HTTP1xx, "101"
	case code >= 200 && code < 300:
		return "", ""
	case code >= 300 && code < 400:
		return models.Redirect, newAddress(a)
	case code >= 400 && code < 500:
		return refused(a, r, now)
	case code >= 500 && code < 600:
		return models.HTTP5xx, requestedSeconds(a, now)
	}
	return models.SendError, "answer " + strconv.Itoa(a.Code) + " has no meaning here"
}

// requestedSeconds is how many seconds the receiver asks us to wait, "" for none.
func requestedSeconds(a models.Attempt, now time.Time) string {
	wait := requestedWait(a, now)
	if wait == 0 {
		return ""
	}
	return strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10)
}

// newAddress returns where a redirect points, "" where that is no URL.
func newAddress(a models.Attempt) string {
	location := headerOf(a.ResponseHeaders, "Location")
	if _, err := url.Parse(location); err != nil {
		return ""
	}
	return models.Shorten(models.MaskURL(location), models.DetailLimit)
}

// refused names the cause of a 4xx.
func refused(a models.Attempt, r wire.Request, now time.Time) (models.Cause, string) {
	cause := models.Cause("http_" + strconv.Itoa(a.Code))
	switch {
	case cause == models.HTTP404:
		return cause, models.Shorten(models.MaskURL(pathOf(a.URL)), models.DetailLimit)
	case cause == models.HTTP415:
		i := slices.IndexFunc(r.Headers, func(h wire.Header) bool { return h.Name == "Content-Type" })
		if i < 0 { // a handshake has no content
			return cause, ""
		}
		return cause, models.Shorten(r.Headers[i].Value, models.DetailLimit)
	case cause == models.HTTP429:
		return cause, requestedSeconds(a, now)
	case slices.Contains(models.Causes[:], cause):
		return cause, ""
	}
	return models.HTTP4xx, ""
}
