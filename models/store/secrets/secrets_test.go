package secrets_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"callboard/models/store/secrets"
)

func key(t *testing.T, fill byte) secrets.Key {
	t.Helper()
	k, err := secrets.New(bytes.Repeat([]byte{fill}, secrets.MasterSize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestDecrypt(t *testing.T) {
	t.Parallel()
	here := secrets.Column{Table: "callbacks", Column: "sealed", ID: 7}
	encrypted := key(t, 1).Encrypt(here, []byte("s3cret"))
	if bytes.Contains(encrypted, []byte("s3cret")) {
		t.Fatal("the secret is in clear")
	}
	damaged := bytes.Clone(encrypted)
	damaged[len(damaged)-1] ^= 1
	cases := map[string]struct {
		key       byte
		at        secrets.Column
		encrypted []byte
		want      string
		err       error
	}{
		"same key and column": {1, here, encrypted, "s3cret", nil},
		"another key":         {2, here, encrypted, "", secrets.ErrUndecryptable},
		"another row":         {1, secrets.Column{Table: "callbacks", Column: "sealed", ID: 8}, encrypted, "", secrets.ErrUndecryptable},
		"another column":      {1, secrets.Column{Table: "callbacks", Column: "backup", ID: 7}, encrypted, "", secrets.ErrUndecryptable},
		"damaged":             {1, here, damaged, "", secrets.ErrUndecryptable},
		"empty":               {1, here, nil, "", secrets.ErrUndecryptable},
		"id alone":            {1, here, encrypted[:8], "", secrets.ErrUndecryptable},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := key(t, c.key).Decrypt(c.at, c.encrypted)
			if string(got) != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestKeysThatCanBeGuessed(t *testing.T) {
	t.Parallel()
	row := make([]byte, secrets.MasterSize)
	for i := range row {
		row[i] = byte(7 * i)
	}
	random := make([]byte, secrets.MasterSize)
	for name, master := range map[string][]byte{
		"zeros": make([]byte, secrets.MasterSize), "a word": []byte("passwordpasswordpasswordpassword"), "numbers in a row": row,
		"a name": []byte("callboard.example.org callboard.."), "digits": []byte("31415926535897932384626433832795"),
	} {
		made, err := secrets.New(master[:secrets.MasterSize])
		if err != nil || !made.IsGuessable() {
			t.Errorf("%s are taken for random: %v", name, err)
		}
	}
	for range 1000 {
		_, _ = rand.Read(random)
		if made, err := secrets.New(random); err != nil || made.IsGuessable() {
			t.Fatalf("%x is not taken for random: %v", random, err)
		}
	}
}

func TestEncryptTwiceDiffers(t *testing.T) {
	t.Parallel()
	k, at := key(t, 1), secrets.Column{Table: "callbacks", Column: "sealed", ID: 7}
	if bytes.Equal(k.Encrypt(at, []byte("x")), k.Encrypt(at, []byte("x"))) {
		t.Error("equal secrets look equal")
	}
}

func TestDeriveByPurpose(t *testing.T) {
	t.Parallel()
	k := key(t, 1)
	one, err1 := k.Derive("one", 32)
	other, err2 := k.Derive("other", 32)
	if err := errors.Join(err1, err2); err != nil || bytes.Equal(one, other) {
		t.Errorf("keys of two purposes are equal: %v", err)
	}
}

func TestNewWithShortKey(t *testing.T) {
	t.Parallel()
	if _, err := secrets.New([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}

func TestMakeFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret.key")
	if _, err := secrets.ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("read a missing file: %v", err)
	}
	var wait sync.WaitGroup
	found := make([]string, 8)
	for i := range found {
		wait.Go(func() {
			k, err := secrets.MakeFile(path)
			if err != nil {
				t.Error(err)
				return
			}
			found[i] = k.ID()
		})
	}
	wait.Wait()
	for _, id := range found {
		if id != found[0] {
			t.Errorf("programs that start at once have keys %s and %s", id, found[0])
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("%d files are left", len(entries))
	}
}

func TestReadFileWithoutAKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret.key")
	if err := os.WriteFile(path, []byte("hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := secrets.ReadFile(path)
	if err == nil || bytes.Contains([]byte(err.Error()), []byte("hunter")) {
		t.Errorf("got %v", err)
	}
}

func TestPasswordMatches(t *testing.T) {
	t.Parallel()
	hash := secrets.HashPassword("correct horse battery")
	cases := map[string]struct {
		hash, password string
		want           bool
	}{
		"right":         {hash, "correct horse battery", true},
		"wrong":         {hash, "correct horse batterz", false},
		"empty":         {hash, "", false},
		"no hash":       {"", "correct horse battery", false},
		"no hash, none": {"", "", false},
		"another form":  {"$2a$10$abc", "x", false},
		"no parameters": {"$argon2id$v=19$m=0,t=0,p=0$$", "x", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := secrets.PasswordMatches(c.hash, c.password); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
