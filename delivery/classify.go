package delivery

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"callboard/models"
)

// cause names why no answer came, from the error and from how far the request
// got, and what its sentence needs.
func (t *trace) cause(err error, u *url.URL, timeout time.Duration) (models.Cause, string) {
	var lookup *net.DNSError
	switch {
	case errors.Is(err, errBlocked):
		return models.BlockedAddress, ""
	case errors.As(err, &lookup) && !lookup.IsTimeout && !lookup.IsTemporary:
		return models.DNSNotFound, ""
	case errors.As(err, &lookup):
		return models.DNSTimeout, ""
	case timedOut(err):
		return t.tooSlow(timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return models.ConnRefused, strconv.Itoa(int(portOf(u)))
	}
	if cause, detail := certificate(err); cause != "" {
		return cause, detail
	}
	if closed(err) {
		return models.ConnReset, ""
	}
	if strings.Contains(err.Error(), "%!w(<nil>)") { // net/http has no words for it
		return models.SendError, "it answered before it was asked: this is no HTTP"
	}
	return models.SendError, models.Shorten(t.withoutAnswer(reason(err)), models.DetailLimit)
}

// tooSlow names what took too long.
func (t *trace) tooSlow(timeout time.Duration) (models.Cause, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.connected:
		return models.AnswerTimeout, inSeconds(timeout)
	case !t.dnsStart.IsZero() && t.dnsDone.IsZero():
		return models.DNSTimeout, ""
	}
	return models.ConnTimeout, inSeconds(min(timeout, models.ConnectTimeout))
}

func inSeconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

func timedOut(err error) bool {
	var slow net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout()
}

// certificate names what is wrong with a certificate, "" when it is not that.
func certificate(err error) (models.Cause, string) {
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var checked *tls.CertificateVerificationError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && time.Now().After(invalid.Cert.NotAfter):
		return models.TLSExpired, models.DayWords(invalid.Cert.NotAfter)
	case errors.As(err, &name):
		return models.TLSName, models.Shorten(strings.Join(names(name.Certificate), ", "), models.DetailLimit)
	case errors.As(err, &checked):
		return models.TLSUntrusted, ""
	}
	return "", ""
}

// names lists what a certificate is for: at most three names or addresses.
func names(c *x509.Certificate) []string {
	list := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	return list[:min(len(list), 3)]
}

// closed says that the receiver ended the connection without an answer.
func closed(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.Contains(err.Error(), "server closed idle connection")
}

// reason is the innermost text of a request's error, without its URL: a URL
// may hold a token.
func reason(err error) string {
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return err.Error()
}

// withoutAnswer leaves out of a reason what the receiver has answered, which only
// those may see who may see payloads: from where net/http begins to quote it.
// Before the first byte of an answer it quotes what is ours.
func (t *trace) withoutAnswer(reason string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.firstByte.IsZero() {
		return reason
	}
	words, _, _ := strings.Cut(reason, `"`)
	return strings.TrimRight(words, " :;[")
}

// pathOf returns the path of a URL, "/" where it has none.
func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}
