package api

import (
	"net/http"
	"strconv"
	"strings"

	"callboard/models"
	"callboard/web"
)

// Origin returns the origin of what a call publishes.
func Origin(r *http.Request) models.Origin {
	by := web.Access(r).Actor
	o := models.Origin{
		Source: string(by.Kind) + " " + by.Name, Hops: hops(r.Header.Values(models.HopsHeader)),
		TraceParent: traceParent(r.Header.Values(models.TraceParentHeader)),
	}
	if by.Kind == models.KeyActor {
		o.KeyID = by.ID
	}
	return o
}

// hops returns how many requests of Callboard led to one with these headers: the
// most of several values, and none for what is no whole number.
func hops(values []string) int {
	most := 0
	for number := range strings.SplitSeq(strings.Join(values, ","), ",") {
		n, _ := strconv.ParseUint(strings.TrimSpace(number), 10, 16) // of one that is too large the largest, of no number zero
		most = max(most, int(n))
	}
	return most
}

// The lengths of the parts of a traceparent: version, trace id, parent id and flags,
// all in hex, with hyphens between (W3C Trace Context, 3.2).
const (
	versionLength  = 2
	traceIDLength  = 32
	parentIDLength = 16
	parentLength   = versionLength + 1 + traceIDLength + 1 + parentIDLength + 1 + 2
)

// traceParent returns the value of a traceparent header as version 00, and "" when
// there is none that is valid. What a later version has behind the parts that are
// known is left out, as that document asks for.
func traceParent(values []string) string {
	if len(values) != 1 || len(values[0]) < parentLength {
		return ""
	}
	text, rest := values[0][:parentLength], values[0][parentLength:]
	parts := strings.Split(text, "-")
	valid := len(parts) == 4 && len(parts[0]) == versionLength && len(parts[1]) == traceIDLength && len(parts[2]) == parentIDLength &&
		strings.Trim(parts[1], "0") != "" && strings.Trim(parts[2], "0") != ""
	for _, part := range parts {
		valid = valid && strings.Trim(part, "0123456789abcdef") == ""
	}
	switch {
	case !valid || parts[0] == "ff":
		return ""
	case rest != "" && (parts[0] == "00" || rest[0] != '-'):
		return ""
	}
	return "00" + text[versionLength:]
}
