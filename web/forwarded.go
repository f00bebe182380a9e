package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// forwardedAddress returns the RemoteAddr of whoever asked the nearest proxy, if the
// request comes from a machine of ours: anybody can write these headers. A proxy
// adds its entry at the end, so all before it may be forged. Where no entry can be
// read the proxy's own address stays.
func forwardedAddress(r *http.Request) string {
	if !fromOurs(r) {
		return r.RemoteAddr
	}
	last := lastOf(r.Header.Values("X-Forwarded-For"))
	if last == "" {
		last = forwardedPair(r, "for")
	}
	address, ok := nodeAddress(last)
	if !ok {
		return r.RemoteAddr
	}
	return net.JoinHostPort(address.String(), "0")
}

// forwardedPlain says that the nearest proxy was asked without TLS.
func forwardedPlain(r *http.Request) bool {
	proto := lastOf(r.Header.Values("X-Forwarded-Proto"))
	if proto == "" {
		proto = forwardedPair(r, "proto")
	}
	return strings.EqualFold(proto, "http")
}

// fromOurs says whether the connection comes from this machine or a private network.
func fromOurs(r *http.Request) bool {
	peer, err := netip.ParseAddr(Address(r))
	peer = peer.Unmap()
	return err == nil && (peer.IsLoopback() || peer.IsPrivate())
}

// lastOf returns the last entry of a list that may stand in several lines.
func lastOf(lines []string) string {
	list := strings.Join(lines, ",")
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
}

// forwardedPair returns a value of the last element of Forwarded (RFC 7239), "" for
// none.
func forwardedPair(r *http.Request, name string) string {
	for pair := range strings.SplitSeq(lastOf(r.Header.Values("Forwarded")), ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(key, name) {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// nodeAddress reads an address as proxies write it: in quotes or brackets, and with a
// port. RFC 7239 has words such as "unknown" too, which are no address.
func nodeAddress(text string) (netip.Addr, bool) {
	text = strings.Trim(text, `" `)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone(""), true
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	return address.Unmap().WithZone(""), err == nil
}
