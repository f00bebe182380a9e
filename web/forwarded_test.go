package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"callboard/web"
)

func TestAddressBehindAProxy(t *testing.T) {
	t.Parallel()
	const ours, office, stranger = "127.0.0.1:1234", "10.0.0.2:1234", "203.0.113.9:1234"
	tests := map[string]struct {
		from, headers, want string // headers: one a line
	}{
		"a proxy of ours":              {ours, "X-Forwarded-For: 198.51.100.7", "198.51.100.7"},
		"a forged first entry":         {office, "X-Forwarded-For: 192.0.2.1, 198.51.100.7", "198.51.100.7"},
		"a forged first line":          {office, "X-Forwarded-For: 192.0.2.1\nX-Forwarded-For: 198.51.100.7", "198.51.100.7"},
		"a stranger's header":          {stranger, "X-Forwarded-For: 198.51.100.7", "203.0.113.9"},
		"a stranger's Forwarded":       {stranger, "Forwarded: for=198.51.100.7", "203.0.113.9"},
		"no header":                    {ours, "", "127.0.0.1"},
		"a name":                       {ours, "X-Forwarded-For: localhost", "127.0.0.1"},
		"an empty entry":               {ours, "X-Forwarded-For: 192.0.2.1,", "127.0.0.1"},
		"a port":                       {ours, "X-Forwarded-For: 198.51.100.7:49152", "198.51.100.7"},
		"quotes":                       {ours, `X-Forwarded-For: "198.51.100.7"`, "198.51.100.7"},
		"version 6":                    {"[::1]:1234", "X-Forwarded-For: 2001:db8::7", "2001:db8::7"},
		"version 6 in brackets":        {ours, "X-Forwarded-For: [2001:db8::7]", "2001:db8::7"},
		"version 6 with a port":        {ours, "X-Forwarded-For: [2001:db8::7]:443", "2001:db8::7"},
		"version 6 all dressed":        {ours, `X-Forwarded-For: "[2001:db8::7]:443"`, "2001:db8::7"},
		"version 6 with a zone":        {ours, "X-Forwarded-For: fe80::7%eth0", "fe80::7"},
		"version 4 in version 6":       {ours, "X-Forwarded-For: ::ffff:198.51.100.7", "198.51.100.7"},
		"a proxy seen as version 6":    {"[::ffff:127.0.0.1]:1234", "X-Forwarded-For: 198.51.100.7", "198.51.100.7"},
		"Forwarded":                    {ours, "Forwarded: for=198.51.100.7;proto=https", "198.51.100.7"},
		"Forwarded by two":             {ours, "Forwarded: for=192.0.2.1, FOR = 1;For=198.51.100.7 ;by=10.0.0.2", "198.51.100.7"},
		"Forwarded with version 6":     {ours, `Forwarded: proto=https;for="[2001:db8::7]:443"`, "2001:db8::7"},
		"Forwarded after open quotes":  {ours, `Forwarded: for="192.0.2.1, for=198.51.100.7`, "198.51.100.7"},
		"Forwarded of nobody known":    {ours, "Forwarded: for=unknown", "127.0.0.1"},
		"Forwarded of somebody hidden": {ours, "Forwarded: for=_hidden", "127.0.0.1"},
		"Forwarded beside the usual":   {ours, "Forwarded: for=192.0.2.1\nX-Forwarded-For: 198.51.100.7", "198.51.100.7"},
	}
	public := &url.URL{Scheme: "https", Host: "callboard.example"}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := addressSeen(tt.from, tt.headers, public); got != tt.want {
				t.Errorf("address %q, want %q", got, tt.want)
			}
		})
	}
	if got := addressSeen(ours, "X-Forwarded-For: 198.51.100.7", nil); got != "127.0.0.1" {
		t.Errorf("without a proxy the header is believed: %q", got)
	}
}

// addressSeen returns the address that handlers see of a request.
func addressSeen(from, headers string, public *url.URL) (seen string) {
	r := request()
	for line := range strings.SplitSeq(headers, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		if name != "" {
			r.Header.Add(name, value)
		}
	}
	r.RemoteAddr = from
	look := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = web.Address(r) })
	web.Middleware(look, public).ServeHTTP(httptest.NewRecorder(), r)
	return seen
}
