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
	named []netip.Addr   // allowed one by one
	own   netip.AddrPort // where this program listens; the zero value for nowhere
}

// metadata are the addresses at which clouds hand out credentials of the machine, in
// whatever network they seem to lie: a network that is allowed as a whole does not open
// them.
var metadata = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), // most clouds
	netip.MustParseAddr("169.254.170.2"),   // AWS, containers
	netip.MustParseAddr("169.254.170.23"),  // AWS, pods
	netip.MustParseAddr("fd00:ec2::254"),   // AWS
	netip.MustParseAddr("fd00:ec2::23"),    // AWS, pods
	netip.MustParseAddr("fd20:ce::254"),    // Google
	netip.MustParseAddr("168.63.129.16"),   // Azure: a public address that leads to the machine's own host
	netip.MustParseAddr("100.100.100.200"), // Alibaba
	netip.MustParseAddr("192.0.0.192"),     // Oracle
	netip.MustParseAddr("169.254.42.42"),   // Scaleway
	netip.MustParseAddr("fd00:42::42"),     // Scaleway
	netip.MustParseAddr("169.254.0.23"),    // Tencent
}

// nat64 are the addresses of version 6 that stand for those of version 4 in their last
// four bytes (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// NewGuard returns a guard that refuses private, loopback, link-local and
// other special addresses, but for those that lie in allowed. Of an exact
// address only that port is allowed. Where a cloud keeps the credentials of its
// machines is allowed by a prefix of that address alone.
func NewGuard(allowed []netip.Prefix, exact ...netip.AddrPort) *Guard {
	var four, six []netip.Prefix
	var named []netip.Addr
	for _, p := range allowed {
		if p.IsSingleIP() {
			named = append(named, p.Addr())
		}
		if p.Addr().Is4() {
			four = append(four, p)
		} else {
			six = append(six, p)
		}
	}
	return &Guard{exact: exact, named: named, safe: ssrf.New(ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(four...), ssrf.WithAllowedV6Prefixes(six...))}
}

// RefuseOwn refuses the address at which this program listens, whatever is allowed: who
// sends events to itself makes loops. Called before the guard is used.
func (g *Guard) RefuseOwn(listener net.Addr) {
	if tcp, ok := listener.(*net.TCPAddr); ok {
		own := tcp.AddrPort()
		g.own = netip.AddrPortFrom(own.Addr().Unmap().WithZone(""), own.Port())
	}
}

// isOwn says whether this program listens at target: at that address, or at all of its
// machine.
func (g *Guard) isOwn(target netip.AddrPort) bool {
	if !g.own.IsValid() || target.Port() != g.own.Port() {
		return false
	}
	address := target.Addr()
	if !g.own.Addr().IsUnspecified() {
		return address == g.own.Addr() || address.IsUnspecified() // which the system takes for itself
	}
	interfaces, _ := net.InterfaceAddrs() // without them, what is certain
	return address.IsLoopback() || address.IsUnspecified() || slices.ContainsFunc(interfaces, func(a net.Addr) bool {
		prefix, err := netip.ParsePrefix(a.String())
		return err == nil && prefix.Addr().Unmap().WithZone("") == address
	})
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
	target = netip.AddrPortFrom(address, target.Port())
	switch {
	case g.isOwn(target):
		return true
	case slices.Contains(g.exact, target):
		return false
	case slices.Contains(metadata, address) && !slices.Contains(g.named, address), g.safe.SafeAddr(address) != nil:
		return true
	case nat64.Contains(address):
		return g.refuses(netip.AddrPortFrom(netip.AddrFrom4([4]byte(address.AsSlice()[12:])), target.Port()))
	}
	return false
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
