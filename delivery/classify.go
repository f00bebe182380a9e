package delivery

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"callboard/models"
)

// cause names why no answer came, from the error and from how far the request
// got, and what its sentence needs. It never gives an error's own text, which
// may quote what the receiver sent.
func (t *trace) cause(err error, to string, timeout time.Duration) (models.Cause, string) {
	if words := ourSide(err); words != "" {
		return models.OurSide, words
	}
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		return lookupCause(lookup), ""
	}
	switch {
	case errors.Is(err, errBlocked):
		return models.BlockedAddress, ""
	case errors.Is(err, errHandshakeTime):
		return models.TLSTimeout, inSeconds(min(timeout, models.ConnectTimeout))
	case timedOut(err):
		return t.tooSlow(timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return models.ConnRefused, portWords(to)
	case unreachable(err):
		return models.ConnUnreachable, ""
	}
	conn, _ := t.taken()
	if cause, detail := tlsCause(err, conn); cause != "" {
		return cause, detail
	}
	return t.brokenOff(err, to)
}

// lookupCause names what is wrong with the look-up of a name.
func lookupCause(err *net.DNSError) models.Cause {
	switch {
	case err.IsTimeout:
		return models.DNSTimeout
	case err.IsNotFound:
		return models.DNSNotFound
	}
	return models.DNSFailed
}

// brokenOff names why a connection ended, or was given up by us, before there
// was an answer.
func (t *trace) brokenOff(err error, to string) (models.Cause, string) {
	conn, kept := t.taken()
	switch {
	case conn == nil && closed(err) && t.inHandshake():
		return models.TLSFailed, "it closed the connection"
	case conn == nil && closed(err):
		return models.ConnReset, ""
	case conn == nil && !strings.HasPrefix(to, "http"):
		return models.SendError, "the URL begins neither with http nor with https"
	case conn == nil:
		return models.SendError, ""
	}
	switch begins := conn.begins(); {
	case len(begins) > 0 && !halfAnswer(begins, err):
		return strange(begins)
	case len(begins) > 0 || closed(err) && !kept:
		return models.ConnReset, ""
	case closed(err):
		return models.ConnKept, ""
	}
	return models.SendError, ""
}

// tooSlow names what took too long.
func (t *trace) tooSlow(timeout time.Duration) (models.Cause, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.conn != nil:
		return models.AnswerTimeout, inSeconds(timeout)
	case !t.dnsStart.IsZero() && t.dnsDone.IsZero():
		return models.DNSTimeout, ""
	case !t.tlsStart.IsZero():
		return models.TLSTimeout, inSeconds(min(timeout, models.ConnectTimeout))
	}
	return models.ConnTimeout, inSeconds(min(timeout, models.ConnectTimeout))
}

// inHandshake says that the TLS handshake had begun.
func (t *trace) inHandshake() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.tlsStart.IsZero()
}

func inSeconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

func timedOut(err error) bool {
	slow, ok := errors.AsType[net.Error](err)
	return errors.Is(err, context.DeadlineExceeded) || ok && slow.Timeout()
}

// unreachable says that the network knows no way to the address.
func unreachable(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
}

// closed says that the receiver ended the connection.
func closed(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.Contains(err.Error(), "server closed idle connection")
}

// reason is the innermost text of a request's error, without its URL: a URL
// may hold a token.
func reason(err error) string {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	return err.Error()
}

// portWords is the port that a URL means.
func portWords(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strconv.Itoa(int(portOf(u)))
}

// pathOf returns the path of a URL, "/" where it has none.
func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}
