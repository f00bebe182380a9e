package models

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"
)

// secretPrefix begins every secret, so that one is known on sight.
const secretPrefix = "whsec_"

// The bounds of the bytes behind the prefix, and how many a new secret has.
const (
	secretLeast = 24
	secretMost  = 64
	secretMade  = 32
)

// How long the former secret signs beside a new one.
const (
	DefaultSecretOverlap = 24 * time.Hour
	MaxSecretOverlap     = 7 * 24 * time.Hour
)

// SigningKeys are the secrets of one callback. Former is "" unless the secret was
// changed; it signs for a while longer.
type SigningKeys struct {
	Current string `json:"current"`
	Former  string `json:"former,omitempty"`
}

// NewSigningSecret makes a secret.
func NewSigningSecret() string {
	var raw [secretMade]byte
	_, _ = rand.Read(raw[:]) // never returns an error
	return secretPrefix + base64.StdEncoding.EncodeToString(raw[:])
}

// IsSigningSecret says whether a secret has the form that receivers expect: whsec_ and
// the base64 of 24 to 64 bytes.
func IsSigningSecret(secret string) bool {
	encoded, ok := strings.CutPrefix(secret, secretPrefix)
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	return ok && err == nil && len(raw) >= secretLeast && len(raw) <= secretMost && !strings.ContainsAny(encoded, "\r\n")
}
