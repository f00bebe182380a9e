package receivertest

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"time"

	"callboard/models"
)

// handshakes are faults of TLS.
func handshakes() []Receiver {
	of := func(name, does string, config func(*Authority) *tls.Config, cause models.Cause, detail string) Receiver {
		return Receiver{Name: name, Does: does, TLS: config, Serve: saysAndCloses(accepted), Cause: cause, Detail: detail, Next: Planned}
	}
	day := func(d time.Duration) string { return models.DayWords(time.Now().Add(d)) }
	working := of("TLS", "speaks TLS as it should", good, "", "")
	working.Code, working.Next, working.Text = 200, Delivered, "ok"
	return []Receiver{
		working,
		of("expired", "has a certificate that expired", with(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
		}), models.TLSExpired, day(-24*time.Hour)),
		of("not yet valid", "has a certificate that is not valid yet", with(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour)
		}), models.TLSNotYetValid, day(24*time.Hour)),
		of("another name", "has a certificate for other names", with(func(c *x509.Certificate) {
			c.DNSNames = []string{"www.elsewhere.example", "elsewhere.example"}
		}), models.TLSName, "www.elsewhere.example, elsewhere.example"),
		of("name in CN only", "has a certificate that names it in the Common Name only", with(func(c *x509.Certificate) { c.DNSNames = nil }), models.TLSNoNames, ""),
		of("signed by itself", "has a certificate that is signed by itself", selfSignedServer, models.TLSSelfSigned, ""),
		of("unknown authority", "has a certificate of an authority that nobody knows", unknownAuthority, models.TLSUntrusted, ""),
		of("no intermediate", "leaves the middle of its chain out", withoutIntermediate, models.TLSUntrusted, ""),
		of("signed weakly", "has a certificate that is signed with SHA-1", weaklySigned, models.TLSWeak, "it is signed with SHA1-RSA"),
		of("made for clients", "has a certificate that is made for clients only", with(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}), models.TLSUsage, ""),
		of("client certificate, TLS 1.3", "wants a client certificate, in TLS 1.3", wantsClientCertificate(tls.VersionTLS13), models.TLSClientCertificate, ""),
		of("client certificate, TLS 1.2", "wants a client certificate, in TLS 1.2", wantsClientCertificate(tls.VersionTLS12), models.TLSClientCertificate, ""),
		of("TLS 1.0", "speaks TLS 1.0 only", old(tls.VersionTLS10), models.TLSVersion, ""),
		of("TLS 1.1", "speaks TLS 1.1 only", old(tls.VersionTLS11), models.TLSVersion, ""),
		{
			Name: "plain HTTP for https", Does: "speaks plain HTTP where the URL says https", HTTPS: true,
			Serve: func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n"); until(c) }, Cause: models.TLSPlain, Detail: "yes", Next: Planned,
		},
		{
			Name: "SSH for https", Does: "speaks SSH where the URL says https", HTTPS: true,
			Serve: func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.9\r\n"); until(c) }, Cause: models.TLSPlain, Next: Planned,
		},
		{
			Name: "TLS for http", Does: "speaks TLS where the URL says http",
			Serve: func(c net.Conn) {
				_, _ = c.Read(make([]byte, 4096))
				_, _ = c.Write([]byte{21, 3, 1, 0, 2, 2, 70})
				until(c)
			}, Cause: models.TLSExpected, Next: Planned,
		},
		{
			Name: "TLS for http, with words", Does: "speaks TLS where the URL says http, and says so in plain HTTP",
			Serve: saysAndCloses("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"), Code: 400, Cause: models.HTTP400, Next: Final,
		},
		{
			Name: "silence in the handshake", Does: "says nothing in the TLS handshake", HTTPS: true, Serve: until, Cause: models.TLSTimeout, Detail: "1", Next: Planned,
		},
		{
			Name: "closes in the handshake", Does: "closes the connection in the TLS handshake", HTTPS: true,
			Serve: func(c net.Conn) { _, _ = c.Read(make([]byte, 100)) }, Cause: models.TLSFailed, Detail: "it closed the connection", Next: Planned,
		},
		{
			Name: "breaks the handshake off", Does: "breaks the TLS handshake off with an alert", HTTPS: true,
			Serve: func(c net.Conn) {
				_, _ = c.Read(make([]byte, 4096))
				_, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 40})
				until(c)
			},
			Cause: models.TLSFailed, Detail: "we have no cipher in common", Next: Planned,
		},
		{
			Name: "knows no such name", Does: "says in the TLS handshake that it does not know the host", HTTPS: true,
			Serve: func(c net.Conn) {
				_, _ = c.Read(make([]byte, 4096))
				_, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 112})
				until(c)
			},
			Cause: models.TLSFailed, Detail: "it does not know this host name", Next: Planned,
		},
		{
			Name: "101 in TLS", Does: "answers 101 in TLS and says no more", TLS: good,
			Serve: func(c net.Conn) {
				saysAndCloses("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n")(c)
				until(c)
			},
			Code: 101, Cause: models.HTTP1xx, Detail: "101", Next: Planned,
		},
		{
			Name: "early 413 in TLS", Does: "answers 413 in TLS after the headers of the request and closes", TLS: good, Body: 8 << 20,
			Serve: func(c net.Conn) {
				head(c)
				_, _ = io.WriteString(c, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
			}, Code: 413, Cause: models.HTTP413, Next: Final,
		},
		{
			Name: "unclean in TLS", Does: "answers 200 in TLS with a header line without a colon", TLS: good,
			Serve: saysAndCloses("HTTP/1.1 200 OK\r\nno colon here\r\n\r\nok"), Code: 200, Unclean: "a header line has no colon", Next: Delivered, Text: "ok",
		},
	}
}

// http2 are receivers that speak HTTP/2, which we do not.
func http2() []Receiver {
	settings := frame(4, 0, 0, nil)
	of := func(name, does string, serve func(net.Conn)) Receiver {
		return Receiver{
			Name: name, Does: "speaks HTTP/2 only and " + does, Serve: serve,
			Cause: models.NotHTTP, Detail: "it speaks HTTP/2 only", Next: Planned,
		}
	}
	greets := func(more string) func(net.Conn) {
		return func(c net.Conn) { _, _ = io.WriteString(c, settings+more); until(c) }
	}
	inTLS := of("HTTP/2 in TLS", "does not ask in TLS", greets(frame(7, 0, 0, make([]byte, 8))))
	inTLS.TLS = good
	return []Receiver{
		of("HTTP/2 GOAWAY", "says GOAWAY", greets(frame(7, 0, 0, make([]byte, 8)))),
		of("HTTP/2 RST_STREAM", "resets the stream", greets(frame(3, 0, 1, make([]byte, 4)))),
		of("HTTP/2 CONTINUATION", "sends CONTINUATION for ever", pours(settings+frame(1, 0, 1, []byte{0x88}), frame(9, 0, 1, make([]byte, 1000)))),
		of("HTTP/2 SETTINGS", "sends SETTINGS for ever", pours(settings, strings.Repeat(settings, 100))),
		inTLS,
	}
}

// frame is a frame of HTTP/2.
func frame(kind, flags byte, stream uint32, payload []byte) string {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
	head = binary.BigEndian.AppendUint32(append(head, flags), stream)
	return string(head) + string(payload)
}
