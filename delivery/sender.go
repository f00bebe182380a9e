package delivery

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
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
	// answerHeaders bounds the headers of an answer, in bytes.
	answerHeaders = 32 << 10
)

// Sender makes the requests. It is safe for use by many at once.
type Sender struct{ client *http.Client }

// NewSender returns a sender whose connections pass guard. roots are the
// certificates it trusts; nil stands for those of the system.
func NewSender(guard *Guard, roots *x509.CertPool) *Sender {
	dialer := &net.Dialer{Timeout: models.ConnectTimeout, KeepAlive: 30 * time.Second, Control: guard.Control}
	return newSender(dialer.DialContext, roots)
}

// dialFunc opens a connection, as net.Dialer does.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func newSender(dial dialFunc, roots *x509.CertPool) *Sender {
	return &Sender{client: &http.Client{
		// A followed redirect would go to an address that nobody chose, and
		// turn a POST into a GET.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: nil, DialContext: dial,
			TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: models.ConnectTimeout,
			DisableCompression:  true,
			MaxIdleConns:        512, MaxIdleConnsPerHost: maxPerCallback, IdleConnTimeout: idle,
			MaxResponseHeaderBytes: answerHeaders,
		},
	}}
}

// Close closes the connections that rest.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Send makes one request that takes at most timeout, and returns the attempt:
// all of it that concerns HTTP. An answer counts by its status, even where its
// body is cut off, too slow or too long.
func (s *Sender) Send(ctx context.Context, r wire.Request, timeout time.Duration) models.Attempt {
	a := models.Attempt{Method: r.Method, URL: r.URL, RequestHeaders: r.Logged(), RequestBody: r.Body}
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	timing := newTrace()
	request, err := prepare(timing.watch(ctx), r)
	if err != nil {
		a.Cause, a.CauseDetail = models.BuildError, models.Shorten(reason(err), models.DetailLimit)
		return a
	}
	answer, err := s.client.Do(request)
	if err != nil {
		a.Cause, a.CauseDetail = timing.cause(err, request.URL, timeout)
	} else {
		read(&a, answer)
		a.Cause, a.CauseDetail = answered(a, r, time.Now())
	}
	timing.fill(&a)
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
	// Without values the header is not sent. It tells net/http to repeat a
	// request whose resting connection the receiver had closed: receivers know
	// a repetition by its webhook-id.
	request.Header["X-Idempotency-Key"] = nil
	return request, nil
}

// read copies the answer into the attempt: its first 16 KiB, and its size as far
// as it is declared or worth reading.
func read(a *models.Attempt, answer *http.Response) {
	defer answer.Body.Close()
	a.Code = answer.StatusCode
	a.ResponseHeaders = received(answer.Header)
	if answer.TLS != nil {
		a.TLS = tls.VersionName(answer.TLS.Version)
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

// received lists the headers of an answer by name: net/http does not keep
// their order.
func received(h http.Header) []models.Header {
	var list []models.Header
	for name, values := range h {
		for _, v := range values {
			list = append(list, models.Header{Name: name, Value: strings.ToValidUTF8(v, "\uFFFD")})
		}
	}
	slices.SortStableFunc(list, func(a, b models.Header) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// answered names the cause of an answer that is not 2xx, and what its
// sentence needs.
func answered(a models.Attempt, r wire.Request, now time.Time) (models.Cause, string) {
	switch code := a.Code; {
	case code >= 200 && code < 300:
		return "", ""
	case code >= 300 && code < 400:
		return models.Redirect, models.Shorten(headerOf(a.ResponseHeaders, "Location"), models.DetailLimit)
	case code >= 400 && code < 500:
		return refused(a, r, now)
	case code >= 500 && code < 600:
		return models.HTTP5xx, ""
	}
	return models.SendError, "answer " + strconv.Itoa(a.Code) + " has no meaning here"
}

// refused names the cause of a 4xx.
func refused(a models.Attempt, r wire.Request, now time.Time) (models.Cause, string) {
	cause := models.Cause("http_" + strconv.Itoa(a.Code))
	switch {
	case cause == models.HTTP404:
		return cause, models.Shorten(pathOf(a.URL), models.DetailLimit)
	case cause == models.HTTP415:
		i := slices.IndexFunc(r.Headers, func(h wire.Header) bool { return h.Name == "Content-Type" })
		return cause, models.Shorten(r.Headers[i].Value, models.DetailLimit)
	case cause == models.HTTP429:
		if wait := requestedWait(a, now); wait > 0 {
			return cause, strconv.FormatInt(int64(wait.Round(time.Second)/time.Second), 10)
		}
		return cause, ""
	case slices.Contains(models.Causes[:], cause):
		return cause, ""
	}
	return models.HTTP4xx, ""
}
