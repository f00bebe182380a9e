package main

import (
	"errors"
	"io"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models/store"
)

func TestParse(t *testing.T) {
	t.Parallel()

	plain := config{
		listen: "127.0.0.1:8080", data: "./data", connections: 32, bodies: 128 << 20,
		keep: store.Keep{Log: 30 * 24 * time.Hour, Bodies: 7 * 24 * time.Hour, Audit: 400 * 24 * time.Hour},
	}
	changed := func(change func(*config)) config {
		c := plain
		change(&c)
		return c
	}
	tests := []struct {
		name string
		args []string
		env  map[string]string
		want config
		fail bool
	}{
		{name: "nothing said", want: plain},
		{name: "the verb serve", args: []string{"serve"}, want: plain},
		{
			name: "a flag after the verb", args: []string{"serve", "-listen", ":9000"},
			want: changed(func(c *config) { c.listen = ":9000" }),
		},
		{
			name: "environment", env: map[string]string{"CALLBOARD_LISTEN": ":9000", "CALLBOARD_PUBLIC_URL": "https://c.example.org/"},
			want: changed(func(c *config) { c.listen, c.publicURL = ":9000", &url.URL{Scheme: "https", Host: "c.example.org"} }),
		},
		{
			name: "a flag over the environment", args: []string{"-data", "a"}, env: map[string]string{"CALLBOARD_DATA": "b"},
			want: changed(func(c *config) { c.data = "a" }),
		},
		{
			name: "networks", args: []string{"-allow-destinations", "10.0.0.0/8, 192.0.2.1,fd00::/8"},
			want: changed(func(c *config) {
				c.allow = []netip.Prefix{
					netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("fd00::/8"),
				}
			}),
		},
		{
			name: "another verb", args: []string{"-data", "a", "key", "add", "-role", "admin", "Till"},
			want: changed(func(c *config) { c.data, c.verb = "a", []string{"key", "add", "-role", "admin", "Till"} }),
		},
		{
			name: "connections", args: []string{"-database-connections", "8"}, env: map[string]string{"CALLBOARD_DATABASE_CONNECTIONS": "9"},
			want: changed(func(c *config) { c.connections = 8 }),
		},
		{name: "too few connections", args: []string{"-database-connections", "3"}, fail: true},
		{name: "connections that are no number", env: map[string]string{"CALLBOARD_DATABASE_CONNECTIONS": "many"}, fail: true},
		{name: "demo", args: []string{"-demo"}, want: changed(func(c *config) { c.demo, c.data = true, "data/demo" })},
		{name: "demo, from the environment", env: map[string]string{"CALLBOARD_DEMO": "1"}, want: changed(func(c *config) { c.demo, c.data = true, "data/demo" })},
		{name: "no demo, from the environment", env: map[string]string{"CALLBOARD_DEMO": "false"}, want: changed(func(*config) {})},
		{name: "demo, from the flag", args: []string{"-demo=false"}, env: map[string]string{"CALLBOARD_DEMO": "1"}, want: changed(func(*config) {})},
		{name: "demo or not", env: map[string]string{"CALLBOARD_DEMO": "maybe"}, fail: true},
		{name: "hold", args: []string{"-hold"}, want: changed(func(c *config) { c.hold = true })},
		{name: "hold, from the environment", env: map[string]string{"CALLBOARD_HOLD": "true"}, want: changed(func(c *config) { c.hold = true })},
		{name: "hold or not", env: map[string]string{"CALLBOARD_HOLD": "perhaps"}, fail: true},
		{
			name: "days", args: []string{"-keep-days", "7", "-keep-bodies-days=1"}, env: map[string]string{"CALLBOARD_KEEP_AUDIT_DAYS": "0"},
			want: changed(func(c *config) { c.keep = store.Keep{Log: 7 * 24 * time.Hour, Bodies: 24 * time.Hour} }),
		},
		{name: "no days", args: []string{"-keep-days", "-1"}, fail: true},
		{name: "days in words", env: map[string]string{"CALLBOARD_KEEP_AUDIT_DAYS": "year"}, fail: true},
		{name: "demo with a database", args: []string{"-demo", "-database", "mysql://a@b/c"}, fail: true},
		{name: "no network", args: []string{"-allow-destinations", "example.org"}, fail: true},
		{name: "no address", args: []string{"-public-url", "callboard.example.org"}, fail: true},
		{name: "an address with a path", args: []string{"-public-url", "https://example.org/callboard"}, fail: true},
		{name: "an address with a path of a blank", args: []string{"-public-url", "https://example.org/%20"}, fail: true},
		{name: "an address with a password", args: []string{"-public-url", "https://u:planted@example.org"}, fail: true},
		{name: "an address with a question", args: []string{"-public-url", "https://example.org?planted"}, fail: true},
		{name: "an address with a fragment", args: []string{"-public-url", "https://example.org#planted"}, fail: true},
		{name: "an address with a bad port", args: []string{"-public-url", "https://example.org:planted"}, fail: true},
		{name: "an address without a host", args: []string{"-public-url", "https://:8443"}, fail: true},
		{name: "a word after serve", args: []string{"serve", "quickly"}, fail: true},
		{
			name: "memory for bodies", args: []string{"-body-memory", "32"},
			want: changed(func(c *config) { c.bodies = 32 << 20 }),
		},
		{name: "less memory than a body takes", args: []string{"-body-memory", "31"}, fail: true},
		{name: "memory with a unit", args: []string{"-body-memory", "1GiB"}, fail: true},
		{name: "an unknown flag", args: []string{"-fast"}, fail: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(test.args, func(name string) string { return test.env[name] }, io.Discard)
			if (err != nil) != test.fail {
				t.Fatalf("error %v, want one: %v", err, test.fail)
			}
			if err != nil && strings.Contains(err.Error(), "planted") {
				t.Errorf("the error repeats a secret: %v", err)
			}
			if len(got.verb) == 0 {
				got.verb = nil
			}
			same := cmp.AllowUnexported(config{})
			if diff := cmp.Diff(test.want, got, same, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); !test.fail && diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDemoRefuses(t *testing.T) {
	t.Parallel()

	tests := []struct {
		name string
		args []string
		want error
	}{
		{"a database", []string{"-demo", "-database", "mysql://a@b/c"}, errDemoDatabase},
		{"networks", []string{"-demo", "-allow-destinations", "10.0.0.0/8"}, errDemoNetworks},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(test.args, func(string) string { return "" }, io.Discard)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
