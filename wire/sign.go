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

// Content is what a signature covers.
type Content struct {
	ID   string // of the event
	At   time.Time
	Body []byte
}

// Sign returns the webhook-signature of c under one secret: Standard Webhooks
// 1.0.0, HMAC-SHA256 over id, Unix time and body.
func Sign(secret string, c Content) (string, error) {
	encoded, found := strings.CutPrefix(secret, "whsec_")
	if !found {
		return "", errSecret
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", errSecret
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", c.ID, c.At.Unix())
	mac.Write(c.Body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// signatures returns the webhook-signature of a request: one under each
// secret that is valid, so that receivers can change theirs at leisure. ""
// when the callback has none.
func signatures(a Attempt, body []byte) (string, error) {
	var all []string
	for _, secret := range a.Callback.SigningSecrets(models.At(a.At)) {
		one, err := Sign(secret, Content{ID: a.id(), At: a.At, Body: body})
		if err != nil {
			return "", err
		}
		all = append(all, one)
	}
	return strings.Join(all, " "), nil
}
