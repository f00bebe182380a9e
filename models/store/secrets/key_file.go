package secrets

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadFile reads the key that a file keeps in hex digits. The error is
// fs.ErrNotExist when there is no file.
func ReadFile(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, err
	}
	master, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil {
		return Key{}, fmt.Errorf("%s does not hold a key", path) // the cause would show a part of it
	}
	return New(master)
}

// MakeFile writes a new key to path, readable by its owner alone, unless
// another program was faster, and returns the key that is there.
func MakeFile(path string) (Key, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "secret-*.tmp") // 0600
	if err != nil {
		return Key{}, err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	master := make([]byte, MasterSize)
	_, _ = rand.Read(master) // never returns an error
	_, err = fmt.Fprintf(file, "%x\n", master)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return Key{}, err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return Key{}, err
	}
	return ReadFile(path)
}
