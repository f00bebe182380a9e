package seal_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"callboard/models/seal"
)

func key(t *testing.T, fill byte) seal.Key {
	t.Helper()
	k, err := seal.New(bytes.Repeat([]byte{fill}, seal.MasterSize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestOpen(t *testing.T) {
	t.Parallel()
	here := seal.Place{Table: "callbacks", Column: "sealed", ID: 7}
	sealed := key(t, 1).Seal(here, []byte("s3cret"))
	if bytes.Contains(sealed, []byte("s3cret")) {
		t.Fatal("the secret is in clear")
	}
	damaged := bytes.Clone(sealed)
	damaged[len(damaged)-1] ^= 1
	cases := map[string]struct {
		key    byte
		at     seal.Place
		sealed []byte
		want   string
		err    error
	}{
		"same key and place": {1, here, sealed, "s3cret", nil},
		"another key":        {2, here, sealed, "", seal.ErrSealed},
		"another row":        {1, seal.Place{Table: "callbacks", Column: "sealed", ID: 8}, sealed, "", seal.ErrSealed},
		"another column":     {1, seal.Place{Table: "callbacks", Column: "backup", ID: 7}, sealed, "", seal.ErrSealed},
		"damaged":            {1, here, damaged, "", seal.ErrSealed},
		"empty":              {1, here, nil, "", seal.ErrSealed},
		"id alone":           {1, here, sealed[:8], "", seal.ErrSealed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := key(t, c.key).Open(c.at, c.sealed)
			if string(got) != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestSealTwiceDiffers(t *testing.T) {
	t.Parallel()
	k, at := key(t, 1), seal.Place{Table: "callbacks", Column: "sealed", ID: 7}
	if bytes.Equal(k.Seal(at, []byte("x")), k.Seal(at, []byte("x"))) {
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
	if _, err := seal.New([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}

func TestMakeFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret.key")
	if _, err := seal.ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("read a missing file: %v", err)
	}
	var wait sync.WaitGroup
	found := make([]string, 8)
	for i := range found {
		wait.Go(func() {
			k, err := seal.MakeFile(path)
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
	_, err := seal.ReadFile(path)
	if err == nil || bytes.Contains([]byte(err.Error()), []byte("hunter")) {
		t.Errorf("got %v", err)
	}
}

func TestPasswordMatches(t *testing.T) {
	t.Parallel()
	hash := seal.HashPassword("correct horse battery")
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
			if got := seal.PasswordMatches(c.hash, c.password); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
