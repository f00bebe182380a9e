package models

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
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

// CleanSigningSecret takes away from a secret what does not belong to it when it is
// copied: blanks, line ends and quotes around it, and the "v1," of signatures. It
// writes the base64 in the usual alphabet, with its padding.
func CleanSigningSecret(secret string) string {
	secret = strings.TrimFunc(secret, func(r rune) bool { return invisible(r) || r == '"' || r == '\'' })
	secret = trimInvisible(strings.TrimPrefix(secret, "v1,"))
	encoded, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok {
		return secret
	}
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
	return secretPrefix + encoded + strings.Repeat("=", -len(encoded)&3)
}

// SigningSecretProblem says in words what keeps a secret from being one that
// receivers expect, "" for nothing. It does not repeat the secret.
func SigningSecretProblem(secret string) string {
	encoded, ok := strings.CutPrefix(secret, secretPrefix)
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	switch {
	case !ok:
		return "Secret must begin with whsec_"
	case strings.ContainsFunc(encoded, invisible):
		return "Secret must be one line without blanks: there is one within it"
	case err != nil:
		return "Secret must be whsec_ and base64. Some of it is missing, or is no base64"
	case len(raw) < secretLeast || len(raw) > secretMost:
		return fmt.Sprintf("Secret must be whsec_ and the base64 of %d to %d bytes. These are %d", secretLeast, secretMost, len(raw))
	}
	return ""
}
