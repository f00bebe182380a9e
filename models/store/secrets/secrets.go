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

// idSize is the length of a key's id in bytes; every encrypted value begins
// with it.
const idSize = 8

// ErrUndecryptable says that a value was encrypted with another key, for another
// column or row, or is damaged.
var ErrUndecryptable = errors.New("the secret cannot be decrypted with this key")

// Key encrypts and decrypts secrets.
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

// leastDistinct is how many values the bytes of a random key have at the very least: the
// chance that they have fewer is below 1 in 10^16.
const leastDistinct = 16

// IsGuessable says that nobody made the key by chance: all zeros, a word that repeats,
// numbers in a row.
func (k Key) IsGuessable() bool {
	values, steps := map[byte]bool{}, map[byte]bool{}
	for i, b := range k.master {
		values[b] = true
		steps[b-k.master[max(i-1, 0)]] = true
	}
	return min(len(values), len(steps)) < leastDistinct
}

// ID names the key without giving it away.
func (k Key) ID() string { return hex.EncodeToString(k.id) }

// Derive returns n bytes that belong to the key and the purpose.
func (k Key) Derive(purpose string, n int) ([]byte, error) {
	return hkdf.Key(sha256.New, k.master, nil, "callboard "+purpose, n)
}

// Column names the column and the row that keep an encrypted value. A value that
// is copied to another one cannot be decrypted there.
type Column struct {
	Table, Column string
	ID            models.ID
}

func (c Column) bytes() []byte { return fmt.Appendf(nil, "%s:%s:%d", c.Table, c.Column, c.ID) }

// Encrypt encrypts plain for a column.
func (k Key) Encrypt(at Column, plain []byte) []byte {
	return k.aead.Seal(bytes.Clone(k.id), nil, plain, at.bytes())
}

// Decrypt decrypts what Encrypt returned for the same column, or returns
// ErrUndecryptable.
func (k Key) Decrypt(at Column, encrypted []byte) ([]byte, error) {
	text, ok := bytes.CutPrefix(encrypted, k.id)
	if !ok {
		return nil, ErrUndecryptable
	}
	plain, err := k.aead.Open(nil, nil, text, at.bytes())
	if err != nil {
		return nil, ErrUndecryptable
	}
	return plain, nil
}
