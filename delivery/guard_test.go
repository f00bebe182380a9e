package delivery

import (
	"net"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGuardRefusesWhatIsNotPublic(t *testing.T) {
	t.Parallel()
	guard := NewGuard(nil)
	for _, address := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"100.64.0.1", "169.254.169.254", "169.254.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
		"203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1",
		"fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1",
		"168.63.129.16", "::ffff:168.63.129.16", "100.100.100.200", "fd20:ce::254", "192.0.0.192",
		"2001:db8::1", "2002:7f00:1::", "2001::1", "100::1", "3fff::1", "5f00::1",
	} {
		if guard.Control("tcp6", net.JoinHostPort(address, "80"), nil) == nil {
			t.Errorf("%s may be dialled", address)
		}
		if !guard.Blocked(t.Context(), "http://"+net.JoinHostPort(address, "8080")+"/in") {
			t.Errorf("%s may be saved", address)
		}
	}
	for _, address := range []string{"8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"} {
		if guard.Control("tcp", net.JoinHostPort(address, "8443"), nil) != nil {
			t.Errorf("%s may not be dialled", address)
		}
		if guard.Blocked(t.Context(), "https://"+net.JoinHostPort(address, "443")) {
			t.Errorf("%s may not be saved", address)
		}
	}
	for _, odd := range [][2]string{{"udp4", "8.8.8.8:80"}, {"tcp6", "[fe80::1%eth0]:80"}, {"tcp4", "pos.example:80"}, {"unix", "/run/x"}} {
		if guard.Control(odd[0], odd[1], nil) == nil {
			t.Errorf("%v may be dialled", odd)
		}
	}
}

func TestGuardAllowsWhatItWasTold(t *testing.T) {
	t.Parallel()
	prefixes, err := ParseDestinations("10.1.0.0/16, 192.168.1.5,fd00::/8,")
	if err != nil {
		t.Fatal(err)
	}
	guard := NewGuard(prefixes, netip.MustParseAddrPort("127.0.0.1:9099"))
	for address, allowed := range map[string]bool{
		"10.1.255.1:80": true, "10.2.0.1:80": false, "192.168.1.5:1": true, "192.168.1.6:1": false,
		"[fd00::7]:80": true, "[fe80::7]:80": false, "127.0.0.1:9099": true, "127.0.0.1:9100": false,
		"[::ffff:10.1.2.3]:80": true, "[::1]:9099": false,
	} {
		if (guard.Control("tcp", address, nil) == nil) != allowed {
			t.Errorf("%s: allowed should be %v", address, allowed)
		}
		if guard.Blocked(t.Context(), "http://"+address) == allowed {
			t.Errorf("%s: may be saved should be %v", address, allowed)
		}
	}
}

func TestGuardAtSave(t *testing.T) {
	t.Parallel()
	guard := NewGuard(nil)
	for raw, blocked := range map[string]bool{
		"http://localhost/in":                true,
		"https://localhost:8443/in":          true,
		"https://no-such-host.invalid/in":    false,
		"http://%zz":                         false,
		"http://169.254.169.254/latest/meta": true,
		"http://①⑥⑨.254.169.254/":            true, // as the transport reads it
		"http://127。0。0。1/in":                true,
		"http://ｌｏｃａｌｈｏｓｔ/in":                true,
		"http://LOCALHOST/in":                true,
		"http://[::1]:80/in":                 true,
		"http://[::ffff:7f00:1]/in":          true,
		"http://\u00ad.invalid/in":           false,
	} {
		if guard.Blocked(t.Context(), raw) != blocked {
			t.Errorf("%s: blocked should be %v", raw, blocked)
		}
	}
}

func TestParseDestinations(t *testing.T) {
	t.Parallel()
	got, err := ParseDestinations(" 10.1.2.3/8,::1 ")
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if _, err := ParseDestinations("10.0.0.0/40"); err == nil {
		t.Error("10.0.0.0/40 is a network")
	}
}

// A network that is allowed as a whole opens no door to the credentials of the machine,
// and one that translates addresses none to what is refused.
func TestGuardWithLargeNetworks(t *testing.T) {
	t.Parallel()
	all, err := ParseDestinations("0.0.0.0/0,::/0")
	if err != nil {
		t.Fatal(err)
	}
	some, err := ParseDestinations("169.254.0.0/16, 168.63.129.16, fd00:ec2::254, 64:ff9b::/96, 10.1.0.0/16")
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string][2]bool{ // whether it may be dialled with all, with some
		"169.254.169.254": {false, false}, "169.254.170.2": {false, false}, "169.254.1.1": {true, true},
		"168.63.129.16": {false, true}, "100.100.100.200": {false, false}, "fd00:ec2::254": {false, true}, "fd00:ec2::23": {false, false},
		"64:ff9b::a9fe:a9fe": {false, false}, "64:ff9b::7f00:1": {true, false}, "64:ff9b::a01:203": {true, true}, "64:ff9b::808:808": {true, true},
	} {
		for i, networks := range [][]netip.Prefix{all, some} {
			if got := NewGuard(networks).Control("tcp", net.JoinHostPort(address, "80"), nil) == nil; got != want[i] {
				t.Errorf("%s with %v: may be dialled %t", address, networks, got)
			}
		}
	}
}

func TestGuardRefusesItsOwnProgram(t *testing.T) {
	t.Parallel()
	networks, err := ParseDestinations("0.0.0.0/0,::/0")
	if err != nil {
		t.Fatal(err)
	}
	public := netip.Addr{}
	if addresses, err := net.InterfaceAddrs(); err == nil && len(addresses) > 0 {
		public = netip.MustParsePrefix(addresses[len(addresses)-1].String()).Addr()
	}
	for listen, refused := range map[string]map[string]bool{
		"127.0.0.1:8080": {"127.0.0.1:8080": true, "[::ffff:127.0.0.1]:8080": true, "0.0.0.0:8080": true, "127.0.0.2:8080": false, "127.0.0.1:8081": false},
		"10.0.0.5:8080":  {"10.0.0.5:8080": true, "10.0.0.6:8080": false, "127.0.0.1:8080": false},
		"[::]:8080": {
			"127.0.0.1:8080": true, "127.0.0.2:8080": true, "[::1]:8080": true, netip.AddrPortFrom(public, 8080).String(): true,
			netip.AddrPortFrom(public, 8081).String(): false, "8.8.8.8:8080": false,
		},
	} {
		guard := NewGuard(networks)
		guard.RefuseOwn(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(listen)))
		for target, want := range refused {
			if got := guard.Control("tcp", target, nil) != nil; got != want {
				t.Errorf("listening at %s, %s is refused: %t", listen, target, got)
			}
			if got := guard.Blocked(t.Context(), "http://"+target+"/in"); got != want {
				t.Errorf("listening at %s, %s is refused at save: %t", listen, target, got)
			}
		}
	}
}
