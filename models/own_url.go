package models

import (
	"net/url"
	"strings"
)

// OwnURL says whether a URL leads to Callboard itself, whose public address is public;
// "" for one that nobody has told. What is sent there would come back as a call of
// ours. The ports of http and https are one place: of the two, one leads to the other.
func OwnURL(public, raw string) bool {
	ours, err := url.Parse(public)
	if err != nil || ours.Hostname() == "" {
		return false
	}
	theirs, err := url.Parse(raw)
	if err != nil || hostName(ours) != hostName(theirs) {
		return false
	}
	return portOf(ours) == portOf(theirs)
}

func hostName(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

// portOf returns the port of a URL, "" for the usual one of http or https.
func portOf(u *url.URL) string {
	port := strings.TrimLeft(u.Port(), "0")
	if port == "80" || port == "443" {
		return ""
	}
	return port
}
