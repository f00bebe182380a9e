package delivery

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"callboard/models"
)

// tlsCause names what is wrong with a receiver's TLS, and what the sentence
// needs; "" when it is not that. conn is nil before the handshake is done.
func tlsCause(err error, conn *connection) (models.Cause, string) {
	if wrong, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certificateCause(wrong)
	}
	if record, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return plainCause(string(record.RecordHeader[:]))
	}
	if errors.Is(err, errClientCertificate) {
		return models.TLSClientCertificate, ""
	}
	if errors.Is(err, http.ErrSchemeMismatch) {
		return models.TLSPlain, "yes"
	}
	if alert, ok := errors.AsType[*net.OpError](err); conn != nil && (!ok || alert.Op != "remote error") {
		return "", "" // its text may quote an answer
	}
	for _, told := range tlsTold {
		if strings.Contains(err.Error(), told.text) {
			return told.cause, told.detail
		}
	}
	return "", ""
}

// plainCause tells a receiver that answers a handshake in plain HTTP from one
// that speaks something else.
func plainCause(header string) (models.Cause, string) {
	if header == "HTTP/" {
		return models.TLSPlain, "yes"
	}
	return models.TLSPlain, ""
}

// tlsTold are the errors that crypto/tls has no type for, by a part of their
// text. What a receiver tells is an alert: "remote error: tls: …".
var tlsTold = []struct {
	text   string
	cause  models.Cause
	detail string
}{
	{"tls: certificate required", models.TLSClientCertificate, ""},
	{"tls: bad certificate", models.TLSClientCertificate, ""},
	{"tls: protocol version not supported", models.TLSVersion, ""},
	{"tls: server selected unsupported protocol version", models.TLSVersion, ""},
	{"RSA key too small", models.TLSWeak, "its key is too short"},
	{"RSA key smaller than", models.TLSWeak, "its key is too short"},
	{"-bit keys are insecure", models.TLSWeak, "its key is too short"},
	{"tls: unrecognized name", models.TLSFailed, "it does not know this host name"},
	{"tls: handshake failure", models.TLSFailed, "we have no cipher in common"},
	{"tls: ", models.TLSFailed, ""},
}

// certificateCause names what is wrong with a certificate. On a machine
// without any trusted certificate the trouble is ours.
func certificateCause(wrong *tls.CertificateVerificationError) (models.Cause, string) {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](wrong.Err); ok {
		return invalidCause(invalid)
	}
	if name, ok := errors.AsType[x509.HostnameError](wrong.Err); ok {
		names := certificateNames(name.Certificate)
		if len(names) == 0 {
			return models.TLSNoNames, ""
		}
		return models.TLSName, models.Shorten(strings.Join(names, ", "), models.DetailLimit)
	}
	if weakness := weakness(wrong.UnverifiedCertificates); weakness != "" {
		return models.TLSWeak, weakness
	}
	if leaf := wrong.UnverifiedCertificates[0]; slices.Equal(leaf.RawIssuer, leaf.RawSubject) {
		return models.TLSSelfSigned, ""
	}
	return models.TLSUntrusted, ""
}

// invalidCause names what is wrong with a certificate that an authority which
// we trust has signed.
func invalidCause(invalid x509.CertificateInvalidError) (models.Cause, string) {
	switch {
	case invalid.Reason == x509.Expired && time.Now().After(invalid.Cert.NotAfter):
		return models.TLSExpired, models.DayWords(invalid.Cert.NotAfter)
	case invalid.Reason == x509.Expired:
		return models.TLSNotYetValid, models.DayWords(invalid.Cert.NotBefore)
	case invalid.Reason == x509.IncompatibleUsage:
		return models.TLSUsage, ""
	}
	return models.TLSUntrusted, ""
}

// certificateNames lists what a certificate is for: at most three names or
// addresses.
func certificateNames(c *x509.Certificate) []string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names[:min(len(names), 3)]
}

// weakness says which certificate of a chain nobody should trust any more, ""
// for none. What signs a root does not matter: nobody relies on it.
func weakness(chain []*x509.Certificate) string {
	for _, c := range chain {
		switch c.SignatureAlgorithm {
		case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
			return "it is signed with " + c.SignatureAlgorithm.String()
		}
	}
	return ""
}
