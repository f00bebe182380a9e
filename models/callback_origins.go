package models

import (
	"cmp"
	"net/url"
	"slices"
)

// origin is where a request goes, without its path: what it carries can be read
// by whoever answers there.
type origin struct{ scheme, host, port string }

// defaultPorts are the ports of URLs that name none.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// originOf returns the origin of a URL; that of no URL is the zero origin.
func originOf(raw string) origin {
	u, err := url.Parse(raw)
	if err != nil {
		return origin{}
	}
	return origin{scheme: u.Scheme, host: lowerASCII(u.Hostname()), port: cmp.Or(u.Port(), defaultPorts[u.Scheme])}
}

// secured says whether o is the encrypted twin of was: http became https, on the
// same host and the ports that the two schemes have.
func (o origin) secured(was origin) bool {
	return was == origin{"http", o.host, defaultPorts["http"]} && o == origin{"https", was.host, defaultPorts["https"]}
}

// origins are the origins of the URL and of the backup URL, if there is one.
func (c Callback) origins() []origin {
	list := []origin{originOf(c.URL)}
	if c.Settings.BackupURL != "" {
		list = append(list, originOf(c.Settings.BackupURL))
	}
	return list
}

// Moved says whether c sends to an origin to which old, the same callback before
// a change, did not send. What old kept secret must not go there, but for the
// signing secret, which no request carries (SPEC 1 "URL"). The URL and the backup
// URL may change places: both got the secrets before.
func (c Callback) Moved(old Callback) bool {
	before := old.origins()
	return slices.ContainsFunc(c.origins(), func(next origin) bool {
		return !slices.ContainsFunc(before, func(was origin) bool { return next == was || next.secured(was) })
	})
}

// WithKept returns c with the secrets that a request to it may carry before it is
// saved: those that it was given, and what it lacks from old, which has its
// secrets, unless c has moved. Problems list what must be given.
func (c Callback) WithKept(old Callback) (Callback, Problems) {
	if c.Clean(); c.Moved(old) {
		return c, c.Retyped()
	}
	c.Secrets = c.Secrets.Over(old.Secrets, c.Settings)
	return c, c.Secrets.Lack(c.Settings)
}

// Retyped lists what of the stored secrets c needs and must be given again, since
// it has moved.
func (c Callback) Retyped() Problems {
	var problems Problems
	for _, lack := range c.Secrets.Over(Secrets{}, c.Settings).Lack(c.Settings) {
		lack.Code = Dropped
		lack.Text += " again. The saved one was for another host, port or scheme"
		problems = append(problems, lack)
	}
	return problems
}
