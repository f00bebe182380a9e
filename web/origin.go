package web

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

var (
	// errCrossOrigin says that a form of another site tried to act for somebody
	// who is signed in here.
	errCrossOrigin = errors.New("request from another site")
	// errNoOrigin says that a form does not say from which site it comes.
	errNoOrigin = errors.New("form without an origin")
	// errPlain says that a browser is here through plain HTTP, where it keeps no
	// cookie of ours.
	errPlain = errors.New("form through plain http")
	// errOtherHost says that a browser came to a name that is not ours.
	errOtherHost = errors.New("page of another host")
)

// checkHost refuses pages under a name that is neither that of -public-url nor one
// which only people of this network can give: whoever owns a name can let it lead
// here. Addresses, localhost and names without a dot are what proxies that do not pass
// Host on put in its place.
func (c *Console) checkHost(r *http.Request) error {
	if c.public == nil {
		return nil
	}
	host := hostname(r.Host)
	_, err := netip.ParseAddr(host)
	if strings.EqualFold(host, c.public.Hostname()) || err == nil || isLocalhost(host) || !strings.Contains(host, ".") {
		return nil
	}
	return errOtherHost
}

// checkOrigin refuses what another site sent, what does not say where it comes from,
// and what would sign nobody in, since the cookie is for https alone.
func (c *Console) checkOrigin(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	from := origin(r)
	switch {
	case r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "":
		return errNoOrigin
	case c.secure() && from.Scheme == "http" && !isLocalhost(from.Hostname()) &&
		(strings.EqualFold(from.Host, r.Host) || strings.EqualFold(from.Hostname(), c.public.Hostname())):
		return errPlain
	case c.origin.Check(r) != nil:
		return errCrossOrigin
	}
	return nil
}

// originWords says in words what is wrong with the address of a request, and where to
// go instead: "" where nobody can know.
func (c *Console) originWords(r *http.Request, err error) (text, open string) {
	if c.public != nil {
		open = c.public.String()
	}
	from, here := origin(r), r.Host
	switch {
	case errors.Is(err, errOtherHost):
		return "Callboard is at " + open + ", and this page was asked for at " + here + ". Open the first. If you did, a proxy puts " + here +
			" in the place of the host: let it pass Host on.", open
	case errors.Is(err, errPlain):
		return "This page came through plain http, at " + from.String() + ". There your browser would not keep the cookie that signs you in. Open " +
			open + " instead.", open
	case errors.Is(err, errNoOrigin):
		return "What was sent does not say from which page it comes, so nothing was changed. Browsers say it with Origin or Sec-Fetch-Site: use one of " +
			"today. Programs use the APIs.", open
	case r.Header.Get("Origin") == "null" && r.Header.Get("Sec-Fetch-Site") == "":
		return "Your browser hides from which page this form comes, so nothing was changed. A proxy that sets Referrer-Policy: no-referrer does that; so do some extensions.", open
	case from.Host == "" || r.Header.Get("Sec-Fetch-Site") != "":
		return "This form was sent from another site, so nothing was changed. Open the page here and send it again.", open
	case c.public == nil:
		return "Your browser is at " + from.String() + ", but the request came here as one for " + here + ", so nothing was changed. If " + from.String() +
			" is where you use Callboard, a proxy stands between: whoever runs Callboard starts it with -public-url " + from.String() +
			", or lets the proxy pass Host on. If not, another site sent this form.", open
	}
	return "Your browser is at " + from.String() + ", and Callboard at " + open + " (-public-url), so nothing was changed. Open it there.", open
}

// origin returns the site that a browser says it shows; without a host where it says
// none, or nothing that is a site.
func origin(r *http.Request) *url.URL {
	u, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.String() != u.Scheme+"://"+u.Host {
		return &url.URL{}
	}
	return u
}

// hostname returns the host of a Host header, without its port or brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// isLocalhost says whether a host is this machine by its name or address, where
// browsers take plain HTTP for safe.
func isLocalhost(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback() || strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost")
}
