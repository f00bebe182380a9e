package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"callboard/models"
)

// errSecret does not repeat the secret: errors end up in logs.
var errSecret = errors.New("the signing secret is not of the form whsec_ and base64")

// Sign returns the webhook-signature of a request under one secret: Standard
// Webhooks 1.0.0, HMAC-SHA256 over its id, its Unix time and its body.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	encoded, ok := strings.CutPrefix(secret, "whsec_")
	if !ok {
		return "", errSecret
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", errSecret
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// signatures returns the webhook-signature of a request: one under each secret that
// is valid, so that a receiver can go on with the old one for a while. "" when the
// callback has none.
func signatures(a Attempt, body []byte) (string, error) {
	var all []string
	for _, secret := range a.Callback.SigningSecrets(models.At(a.At)) {
		signature, err := Sign(secret, a.id(), a.At, body)
		if err != nil {
			return "", err
		}
		all = append(all, signature)
	}
	return strings.Join(all, " "), nil
}
