package sqldb

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/glebarez/go-sqlite"
	"github.com/go-sql-driver/mysql"
)

// refusal is why a database cannot be opened: a sentence for whoever starts the
// program, which says what to do. The cause stays within reach of errors.Is.
type refusal struct {
	text  string
	cause error
}

func (r refusal) Error() string { return r.text }

// Unwrap returns what the driver said.
func (r refusal) Unwrap() error { return r.cause }

// explain puts into words why the server of c does not let us in. An error that
// needs no explanation is returned as it is.
func explain(err error, c *mysql.Config) error {
	if text := refusedBy(err, c); text != "" {
		return refusal{text, err}
	}
	if text := unreachable(err, c); text != "" {
		return refusal{text, err}
	}
	return err
}

// refusedBy puts an answer of the server into words, "" for one that is no refusal.
func refusedBy(err error, c *mysql.Config) string {
	said, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return ""
	}
	grant := fmt.Sprintf("GRANT ALL ON %s.* TO the user gives them all", c.DBName)
	switch said.Number {
	case 1045, 1698, 1251:
		return fmt.Sprintf("the database server at %s refuses the user %q with this password (%d). "+
			"In the address, characters like %% @ / must be percent-encoded", c.Addr, c.User, said.Number)
	case 4151, 3118:
		return fmt.Sprintf("the account of the user %q is locked (%d)", c.User, said.Number)
	case 1820, 1862:
		return fmt.Sprintf("the password of the user %q has expired (%d)", c.User, said.Number)
	case 1049:
		return fmt.Sprintf("the server at %s has no database %q (1049). Make it: CREATE DATABASE %s CHARACTER SET utf8mb4", c.Addr, c.DBName, c.DBName)
	case 1044:
		return fmt.Sprintf("the user %q may not use the database %q (1044). %s", c.User, c.DBName, grant)
	case 1142, 1143, 1227, 1370:
		return fmt.Sprintf("the user %q lacks a right in the database %q (%d: %s). %s", c.User, c.DBName, said.Number, said.Message, grant)
	case 1040, 1203, 1226:
		return fmt.Sprintf("the server at %s takes no more connections (%d: %s)", c.Addr, said.Number, said.Message)
	case 1129, 1130:
		return fmt.Sprintf("the server at %s lets nobody in from this machine (%d: %s)", c.Addr, said.Number, said.Message)
	case 1290, 1836, 1792:
		return fmt.Sprintf("the server at %s can only be read (%d): give the address of the one that writes", c.Addr, said.Number)
	}
	return ""
}

// unreachable says in words why no connection comes about, "" for another reason.
func unreachable(err error, c *mysql.Config) string {
	if errors.Is(err, mysql.ErrNoTLS) {
		return fmt.Sprintf("the server at %s offers no TLS, and the address asks for it: set it up there (ssl_cert, ssl_key)", c.Addr)
	}
	if wrong, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Sprintf("the certificate of the server at %s is not good: %s", c.Addr, certificateFault(wrong.Err, c.TLS.ServerName))
	}
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		if lookup.IsNotFound {
			return fmt.Sprintf("the database's host %q is not known to the name servers", lookup.Name)
		}
		return fmt.Sprintf("the database's host %q cannot be looked up: %s", lookup.Name, lookup.Err)
	}
	dial, ok := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(err, os.ErrNotExist) && c.Net == "unix":
		return fmt.Sprintf("there is no socket %s: is the database server running?", c.Addr)
	case ok && dial.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Sprintf("the database server at %s does not answer", c.Addr)
	case ok && dial.Op == "dial":
		cause := dial.Err
		if call, ok := errors.AsType[*os.SyscallError](err); ok {
			cause = call.Err
		}
		return fmt.Sprintf("the database server at %s cannot be reached: %s", c.Addr, cause)
	}
	return ""
}

// certificateFault says what is wrong with a server's certificate.
func certificateFault(err error, host string) string {
	wrongName, isName := errors.AsType[x509.HostnameError](err)
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case isName:
		names := wrongName.Certificate.DNSNames
		for _, ip := range wrongName.Certificate.IPAddresses {
			names = append(names, ip.String())
		}
		if len(names) == 0 {
			return fmt.Sprintf("it names no host among its alternative names (SAN), and ours is %s", host)
		}
		return fmt.Sprintf("it is for %s, not for %s", strings.Join(names, ", "), host)
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return "no authority that we trust has signed it. Name the one that did: tls=FILE.pem"
	case isInvalid && invalid.Reason == x509.Expired:
		return fmt.Sprintf("it holds from %s to %s", invalid.Cert.NotBefore.Format("2006-01-02"), invalid.Cert.NotAfter.Format("2006-01-02"))
	}
	return err.Error()
}

// explainFile puts into words why the SQLite file at path cannot be used.
func explainFile(err error, path string) error {
	lite, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	var text string
	switch lite.Code() & 0xff {
	case sqliteNoDatabase:
		text = fmt.Sprintf("%s is no SQLite database. Move it away to begin with an empty one, or put the backup in its place", path)
	case sqliteCorrupt:
		text = fmt.Sprintf("%s is damaged. Put the backup in its place", path)
	case sqliteReadOnly:
		text = fmt.Sprintf("%s can only be read. Callboard must be able to write it and its folder", path)
	case sqliteCannotOpen:
		text = fmt.Sprintf("%s cannot be opened. Callboard must be able to write it and its folder", path)
	case sqliteIO:
		text = fmt.Sprintf("%s cannot be read or written: the disk reports an error (%d)", path, lite.Code())
	case sqliteFull:
		text = fmt.Sprintf("%s cannot grow: the disk is full", path)
	case sqliteBusy, sqliteLocked:
		text = fmt.Sprintf("%s is held by another program", path)
	default:
		return err
	}
	return refusal{text, err}
}
