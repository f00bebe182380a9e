package receivertest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// Authority signs the certificates of receivers.
type Authority struct {
	t           testing.TB
	key         crypto.Signer
	certificate *x509.Certificate
	old         *rsa.PrivateKey // signs as nobody should any more
	oldRoot     *x509.Certificate
}

// NewAuthority makes one.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{t: t, key: newKey(t)}
	a.certificate = selfSigned(t, a.key, "Authority of tests")
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	a.old, a.oldRoot = old, selfSigned(t, old, "Old authority of tests")
	return a
}

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func selfSigned(t testing.TB, key crypto.Signer, name string) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	return signed(t, template, template, key.Public(), key)
}

func signed(t testing.TB, template, parent *x509.Certificate, public crypto.PublicKey, by crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, by)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// server is a good certificate for Host.
func server() *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: Host}, DNSNames: []string{Host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// with returns what makes a receiver speak TLS with a certificate of the
// authority that is good but for what change does to it.
func with(change func(*x509.Certificate)) func(*Authority) *tls.Config {
	return func(a *Authority) *tls.Config {
		template := server()
		change(template)
		key := newKey(a.t)
		return config(key, signed(a.t, template, a.certificate, key.Public(), a.key))
	}
}

// good makes a receiver speak TLS as it should.
func good(a *Authority) *tls.Config { return with(func(*x509.Certificate) {})(a) }

func config(key crypto.Signer, chain ...*x509.Certificate) *tls.Config {
	certificate := tls.Certificate{PrivateKey: key}
	for _, c := range chain {
		certificate.Certificate = append(certificate.Certificate, c.Raw)
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}}
}

// selfSignedServer speaks TLS with a certificate that vouches for itself.
func selfSignedServer(a *Authority) *tls.Config {
	key, template := newKey(a.t), server()
	return config(key, signed(a.t, template, template, key.Public(), key))
}

// unknownAuthority speaks TLS with a certificate of another authority.
func unknownAuthority(a *Authority) *tls.Config {
	key, other := newKey(a.t), newKey(a.t)
	return config(key, signed(a.t, server(), selfSigned(a.t, other, "Another authority"), key.Public(), other))
}

// withoutIntermediate leaves the middle of the chain out.
func withoutIntermediate(a *Authority) *tls.Config {
	key, middle := newKey(a.t), newKey(a.t)
	template := server()
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	template.Subject.CommonName = "Intermediate"
	intermediate := signed(a.t, template, a.certificate, middle.Public(), a.key)
	return config(key, signed(a.t, server(), intermediate, key.Public(), middle))
}

// weaklySigned speaks TLS with a certificate that is signed with SHA-1.
func weaklySigned(a *Authority) *tls.Config {
	key, template := newKey(a.t), server()
	template.SignatureAlgorithm = x509.SHA1WithRSA
	return config(key, signed(a.t, template, a.oldRoot, key.Public(), a.old))
}

// old speaks TLS up to a version.
func old(version uint16) func(*Authority) *tls.Config {
	return func(a *Authority) *tls.Config {
		c := good(a)
		c.MinVersion, c.MaxVersion = version, version
		return c
	}
}

// wantsClientCertificate speaks TLS of a version with those who show a
// certificate.
func wantsClientCertificate(version uint16) func(*Authority) *tls.Config {
	return func(a *Authority) *tls.Config {
		c := good(a)
		c.MaxVersion, c.ClientAuth = version, tls.RequireAnyClientCert
		return c
	}
}
