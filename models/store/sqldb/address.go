package sqldb

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// ErrURL says that an address of a database cannot be read. It does not
// repeat the address, which may hold a password.
var ErrURL = errors.New("the database must be given as mysql://user:password@host:3306/name, " +
	"where % @ / ? # : in the user and the password are written %25 %40 %2F %3F %23 %3A")

// The longest times to wait for a server. Reading is above the time after
// which a cluster expels a dead node.
const (
	dialTimeout = 4 * time.Second
	readTimeout = 30 * time.Second
)

// sessionVariables are set on every connection, so that a statement means the
// same whatever the defaults of the server are. The modes are those of MySQL 8,
// which are stricter than what any of our statements needs: so the tests, on
// whatever server, show that all pass the strictest.
var sessionVariables = map[string]string{
	"sql_mode":         "'ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
	"autocommit":       "1",
	"sql_safe_updates": "0",
	"sql_select_limit": "DEFAULT",
	"time_zone":        "'+00:00'",
}

// ParseURL reads mysql://user:password@host:3306/name. The port may be left
// out. ?socket=/path names a Unix socket in place of host and port; ?tls=true
// has the way encrypted and the certificate of the server checked, and
// ?tls=FILE.pem does so against the authorities in that file.
func ParseURL(text string) (*mysql.Config, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "mysql" || u.User == nil || u.Fragment != "" {
		return nil, ErrURL
	}
	name := strings.TrimPrefix(u.Path, "/")
	if name == "" || strings.Contains(name, "/") {
		return nil, ErrURL
	}
	c := mysql.NewConfig()
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = name
	c.Net, c.Addr = "tcp", u.Host
	if u.Port() == "" {
		c.Addr = net.JoinHostPort(u.Hostname(), "3306")
	}
	if err := applyParameters(c, u); err != nil {
		return nil, err
	}
	if c.Net == "tcp" && u.Hostname() == "" {
		return nil, ErrURL
	}
	c.Logger = &mysql.NopLogger{} // errors are returned, and logged where they stop
	c.ClientFoundRows = true
	c.InterpolateParams = true
	c.MaxAllowedPacket = 0 // ask the server: a longer statement sends its values by themselves
	c.Timeout, c.ReadTimeout, c.WriteTimeout = dialTimeout, readTimeout, readTimeout
	c.Params = sessionVariables
	if err := c.Apply(mysql.Charset("utf8mb4", "utf8mb4_unicode_ci")); err != nil {
		return nil, err
	}
	return c, nil
}

// parameterName is what a parameter that somebody meant looks like. Anything else
// may be a piece of a password with a "?" in it, and is not repeated.
var parameterName = regexp.MustCompile(`^[A-Za-z_-]{1,40}$`)

// applyParameters reads the query of an address. A parameter that would be passed
// over is an error: whoever wrote it relies on it.
func applyParameters(c *mysql.Config, u *url.URL) error {
	parameters, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return ErrURL
	}
	for name, values := range parameters {
		switch {
		case !slices.Contains([]string{"tls", "socket"}, name):
			if !parameterName.MatchString(name) {
				return fmt.Errorf("what follows the ? is no parameter: %w", ErrURL)
			}
			return fmt.Errorf("the address of the database has a parameter %q; it takes socket and tls alone", name)
		case len(values) != 1 || values[0] == "":
			return fmt.Errorf("the address of the database must give %s one value", name)
		}
	}
	if socket := parameters.Get("socket"); socket != "" {
		if parameters.Has("tls") {
			return errors.New("a Unix socket does not leave the machine: leave tls out of the address of the database")
		}
		c.Net, c.Addr = "unix", socket
		return nil
	}
	c.TLS, err = tlsFor(u.Hostname(), parameters.Get("tls"))
	return err
}

// tlsFor reads the parameter tls: nil for a way in clear text.
func tlsFor(host, value string) (*tls.Config, error) {
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	switch strings.ToLower(value) {
	case "", "false":
		return nil, nil
	case "true":
		return c, nil
	case "skip-verify", "preferred":
		return nil, fmt.Errorf("tls=%s would let anybody between here and the database listen in: "+
			"give tls=true, or tls=FILE.pem with the authority that signed the server's certificate", value)
	}
	text, err := os.ReadFile(value) //nolint:gosec // whoever starts the program names the file
	if err != nil {
		return nil, fmt.Errorf("tls must be true, or a file of certificates: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("the file %s holds no certificate in PEM form", value)
	}
	return c, nil
}

// InClear says whether what is sent to the database at address can be read on its
// way: it goes to another machine, without TLS.
func InClear(address string) bool {
	c, err := ParseURL(address)
	if address == "" || err != nil || c.Net != "tcp" || c.TLS != nil {
		return false
	}
	host, _, err := net.SplitHostPort(c.Addr)
	ip := net.ParseIP(host)
	return err == nil && host != "localhost" && !ip.IsLoopback()
}
