package delivery

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// lookupTime bounds the look-up of a host when a callback is saved.
const lookupTime = 2 * time.Second

// errBlocked says that an address must not be reached.
var errBlocked = errors.New("the address is private, and not allowed")

// Guard decides which addresses requests may go to. It judges the address
// that is dialled, so that a name which changes its address after it was
// checked gains nothing.
type Guard struct {
	safe  *ssrf.Guardian
	exact []netip.AddrPort
}

// NewGuard returns a guard that refuses private, loopback, link-local and
// other special addresses, but for those that lie in allowed. Of an exact
// address only that port is allowed.
func NewGuard(allowed []netip.Prefix, exact ...netip.AddrPort) *Guard {
	var four, six []netip.Prefix
	for _, p := range allowed {
		if p.Addr().Is4() {
			four = append(four, p)
		} else {
			six = append(six, p)
		}
	}
	return &Guard{exact: exact, safe: ssrf.New(ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(four...), ssrf.WithAllowedV6Prefixes(six...))}
}

// ParseDestinations reads a list of networks and addresses with commas
// between them: "10.0.0.0/8, 192.168.1.5".
func ParseDestinations(list string) ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			var address netip.Addr
			if address, err = netip.ParseAddr(text); err != nil {
				return nil, fmt.Errorf("read %q as a network such as 10.0.0.0/8: %w", text, err)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		networks = append(networks, prefix.Masked())
	}
	return networks, nil
}

// Control refuses an address that must not be reached: the Control of the
// dialer that makes all connections.
func (g *Guard) Control(network, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") || g.refuses(target) {
		return errBlocked
	}
	return nil
}

// Blocked says whether a URL points to an address that must not be reached. A
// host in letters of other scripts is read as the transport will read it.
// A host that cannot be looked up within two seconds is not blocked: it is
// judged again at every connection.
func (g *Guard) Blocked(ctx context.Context, raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	ctx, stop := context.WithTimeout(ctx, lookupTime)
	defer stop()
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		host = u.Hostname() // such as an address of version 6
	}
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return false
	}
	port := portOf(u)
	return slices.ContainsFunc(addresses, func(a netip.Addr) bool {
		return g.refuses(netip.AddrPortFrom(a, port))
	})
}

func (g *Guard) refuses(target netip.AddrPort) bool {
	address := target.Addr().Unmap().WithZone("")
	if slices.Contains(g.exact, netip.AddrPortFrom(address, target.Port())) {
		return false
	}
	return g.safe.SafeAddr(address) != nil
}

// portOf returns the port that a URL means.
func portOf(u *url.URL) uint16 {
	if port, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return uint16(port)
	}
	if u.Scheme == "http" {
		return 80
	}
	return 443
}
