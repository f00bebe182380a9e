package sqldb_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callboard/models/store/sqldb"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"mysql://cb:s3cret@db.example:3307/callboard":             "cb:s3cret@tcp(db.example:3307)/callboard",
		"mysql://cb:@db.example/callboard":                        "cb@tcp(db.example:3306)/callboard",
		"mysql://cb@db.example/callboard":                         "cb@tcp(db.example:3306)/callboard",
		"mysql://cb:p%40ss@[::1]:3306/callboard":                  "cb:p@ss@tcp([::1]:3306)/callboard",
		"mysql://cb:p%40ss@[::1]/callboard":                       "cb:p@ss@tcp([::1]:3306)/callboard",
		"mysql://c%2Fb:%25%40%2F%3F%23%3A@db.example/callboard":   "c/b:%@/?#:@tcp(db.example:3306)/callboard",
		"mysql://cb@localhost/callboard?socket=/run/s":            "cb@unix(/run/s)/callboard",
		"mysql://cb@/callboard?socket=%2Frun%2Fs":                 "cb@unix(/run/s)/callboard",
		"mysql://cb:s3cret@db.example/callboard?tls=false":        "cb:s3cret@tcp(db.example:3306)/callboard",
		"mysql://cb:s3cret@db.example:3307/callboard?tls=true":    "cb:s3cret@tcp(db.example:3307)/callboard",
		"mysql://cb:s3cret@db.example:3307/call%20board?tls=true": "cb:s3cret@tcp(db.example:3307)/call%20board",
	}
	for address, want := range good {
		c, err := sqldb.ParseURL(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if got, _, _ := strings.Cut(c.FormatDSN(), "?clientFoundRows"); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
		if !c.ClientFoundRows || c.ParseTime || c.ReadTimeout < 10*time.Second {
			t.Errorf("%s: %+v", address, c)
		}
		if encrypted := strings.Contains(address, "tls=true"); encrypted != (c.TLS != nil) || encrypted && c.TLS.ServerName != "db.example" {
			t.Errorf("%s: TLS %+v", address, c.TLS)
		}
	}
	for _, address := range []string{
		"postgres://cb@db/callboard", "mysql://db/callboard", "mysql://cb:s3cret@db", "mysql://cb:s3cret@/callboard",
		"mysql://cb:s3cret@db/a/b", "mysql://cb:s3cret@db:port/x", "cb:s3cret@tcp(db)/x", "mysql://cb:s3#cret@db/x", "mysql://cb:s3%cret@db/x",
		"mysql://cb:a@b/c?s3cret@db/x", "mysql://cb:s3cret@db/x#s3cret", "mysql://cb:s3cret@db/x?%zz=1",
	} {
		if _, err := sqldb.ParseURL(address); !errors.Is(err, sqldb.ErrURL) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A parameter that is passed over is a promise that nobody keeps.
func TestParametersOfAnAddress(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for parameters, want := range map[string]string{
		"charset=utf8":           `a parameter "charset"; it takes socket and tls alone`,
		"TLS=true":               `a parameter "TLS"`,
		"tls=true&timeout=5s":    `a parameter "timeout"`,
		"tls=skip-verify":        "tls=skip-verify would let anybody",
		"tls=preferred":          "tls=preferred would let anybody",
		"tls=yes":                "tls must be true, or a file of certificates: open yes: no such file or directory",
		"tls=/no/such.pem":       "open /no/such.pem: no such file or directory",
		"tls=" + empty:           "holds no certificate in PEM form",
		"tls=":                   "must give tls one value",
		"tls=true&tls=false":     "must give tls one value",
		"socket=":                "must give socket one value",
		"socket=/run/s&tls=true": "a Unix socket does not leave the machine",
	} {
		_, err := sqldb.ParseURL("mysql://cb:s3cret@db.example/callboard?" + parameters)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want %s", parameters, err, want)
		}
	}
}

func TestInClear(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"":                           false,
		"mysql://cb@db/x":            true,
		"mysql://cb@192.168.1.5/x":   true,
		"mysql://cb@db/x?tls=false":  true,
		"mysql://cb@db/x?tls=true":   false,
		"mysql://cb@localhost/x":     false,
		"mysql://cb@127.0.0.1:99/x":  false,
		"mysql://cb@[::1]/x":         false,
		"mysql://cb@db/x?socket=/s":  false,
		"mysql://cb@db/x?unknown=/s": false,
	} {
		if got := sqldb.InClear(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
