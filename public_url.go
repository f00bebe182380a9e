package main

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// The texts never repeat what was given: it may hold a password.
var (
	errPublicURL     = errors.New("write it like https://callboard.example.org, without a user name or a question mark")
	errPublicURLPath = errors.New("it has a path, and Callboard's pages and APIs stand at the top of a host: " +
		"give it a host name of its own, like https://callboard.example.org")
)

// parsePublicURL reads the address under which people reach the console, nil for none.
// Its host is written as browsers write it, which is what they send in Origin and Host.
func parsePublicURL(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") {
		return nil, errPublicURL
	}
	if strings.Trim(u.EscapedPath(), "/") != "" {
		return nil, errPublicURLPath
	}
	host, err := publicHost(u.Hostname())
	if err != nil {
		return nil, errPublicURL
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + port
	}
	return &url.URL{Scheme: u.Scheme, Host: host}, nil
}

// publicHost writes a name in small ASCII letters, and an address of version 6 in
// brackets.
func publicHost(name string) (string, error) {
	if address, err := netip.ParseAddr(name); err == nil {
		if address.Is6() {
			return "[" + address.String() + "]", nil
		}
		return address.String(), nil
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if !strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) && !strings.ContainsAny(name, " %") {
		return name, nil // names of containers have underscores too
	}
	return idna.Lookup.ToASCII(name)
}

// publicAddress is the public URL as a text, "" for none.
func (c config) publicAddress() string {
	if c.publicURL == nil {
		return ""
	}
	return c.publicURL.String()
}
