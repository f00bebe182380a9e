// Package signing holds the secrets with which requests are signed, after
// Standard Webhooks 1.0.0: plain values, and the rules they obey.
package signing

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"
)

// prefix begins every secret, so that one is known on sight.
const prefix = "whsec_"

// The bounds of the bytes behind the prefix, and how many a new secret has.
const (
	least = 24
	most  = 64
	made  = 32
)

// How long the former secret signs beside a new one.
const (
	DefaultOverlap = 24 * time.Hour
	MaxOverlap     = 7 * 24 * time.Hour
)

// Keys are the secrets of one callback. Former is "" unless the secret was
// changed; it signs for a while longer.
type Keys struct {
	Current string `json:"current"`
	Former  string `json:"former,omitempty"`
}

// New makes a secret.
func New() string {
	var raw [made]byte
	_, _ = rand.Read(raw[:]) // never returns an error
	return prefix + base64.StdEncoding.EncodeToString(raw[:])
}

// Fits says whether a secret has the form that receivers expect: whsec_ and
// the base64 of 24 to 64 bytes.
func Fits(secret string) bool {
	encoded, found := strings.CutPrefix(secret, prefix)
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	return found && err == nil && len(raw) >= least && len(raw) <= most && !strings.ContainsAny(encoded, "\r\n")
}
