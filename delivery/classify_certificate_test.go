package delivery

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"math/big"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"callboard/models"
)

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
