// Package secrets encrypts what the database keeps secret, and hashes passwords
// and tokens.
package secrets

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"callboard/models"
)

// MasterSize is the length of a master key in bytes.
const MasterSize = 32

// idSize is the length of a key's id in bytes; every sealed value begins with
// it.
const idSize = 8

// ErrUndecryptable says that a value was sealed with another key, for another place,
// or is damaged.
var ErrUndecryptable = errors.New("the secret cannot be opened with this key")

// Key seals and opens secrets.
type Key struct {
	master []byte
	id     []byte
	aead   cipher.AEAD
}

// New returns the Key of a master key of MasterSize bytes.
func New(master []byte) (Key, error) {
	if len(master) != MasterSize {
		return Key{}, fmt.Errorf("a master key has %d bytes, not %d", MasterSize, len(master))
	}
	k := Key{master: bytes.Clone(master)}
	id, err := k.Derive("key id", idSize)
	if err != nil {
		return Key{}, err
	}
	secret, err := k.Derive("secrets at rest", 32)
	if err != nil {
		return Key{}, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return Key{}, err
	}
	k.id = id
	k.aead, err = cipher.NewGCMWithRandomNonce(block)
	return k, err
}

// ID names the key without giving it away.
func (k Key) ID() string { return hex.EncodeToString(k.id) }

// Derive returns n bytes that belong to the key and the purpose.
func (k Key) Derive(purpose string, n int) ([]byte, error) {
	return hkdf.Key(sha256.New, k.master, nil, "callboard "+purpose, n)
}

// Column is the column of the row that keeps a sealed value. A value copied to
// another place cannot be opened there.
type Column struct {
	Table, Column string
	ID            models.ID
}

func (p Column) bytes() []byte { return fmt.Appendf(nil, "%s:%s:%d", p.Table, p.Column, p.ID) }

// Encrypt encrypts plain for a place.
func (k Key) Encrypt(at Column, plain []byte) []byte {
	return k.aead.Seal(bytes.Clone(k.id), nil, plain, at.bytes())
}

// Decrypt decrypts what Seal returned for the same place, or returns ErrSealed.
func (k Key) Decrypt(at Column, sealed []byte) ([]byte, error) {
	text, mine := bytes.CutPrefix(sealed, k.id)
	if !mine {
		return nil, ErrUndecryptable
	}
	plain, err := k.aead.Open(nil, nil, text, at.bytes())
	if err != nil {
		return nil, ErrUndecryptable
	}
	return plain, nil
}
