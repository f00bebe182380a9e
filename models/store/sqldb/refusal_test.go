package sqldb_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// refused opens a database that lets nobody in, and compares what is said with want.
func refused(t *testing.T, address, dir, want string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address, dir)
	if err == nil {
		t.Errorf("%s opens, want %s", address, want)
		_ = db.Close()
		return
	}
	if got := err.Error(); !strings.Contains(got, want) || strings.Contains(got, "s3cret") || strings.Contains(got, "\n") {
		t.Errorf("%s: says %q, want %q", address, got, want)
	}
}

// freePort returns a port of 127.0.0.1 that nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// overTCP are the flags of a server that listens on a port.
func overTCP(port int) []string {
	return []string{"--skip-networking=0", "--bind-address=127.0.0.1", fmt.Sprintf("--port=%d", port)}
}

func TestServerThatLetsNobodyIn(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	server := storetest.OwnMariaServer(t, overTCP(port)...)
	server.Exec(
		t, "CREATE DATABASE callboard", "CREATE DATABASE `else`", "CREATE DATABASE half",
		"CREATE USER cb@'%' IDENTIFIED BY 's3cret', reader@'%'", "CREATE USER locked@'%' ACCOUNT LOCK",
		"GRANT ALL ON callboard.* TO cb@'%'", "GRANT SELECT ON half.* TO reader@'%'",
	)
	at := fmt.Sprintf("127.0.0.1:%d", port)
	cases := map[string]string{
		"mysql://cb:s3cret-not@" + at + "/callboard":                    `refuses the user "cb" with this password (1045). In the address, characters like % @ / must be`,
		"mysql://nobody@" + at + "/callboard":                           `refuses the user "nobody" with this password (1045)`,
		"mysql://root@" + at + "/missing":                               `has no database "missing" (1049). Make it: CREATE DATABASE missing CHARACTER SET utf8mb4`,
		"mysql://cb:s3cret@" + at + "/else":                             `the user "cb" may not use the database "else" (1044). GRANT ALL ON else.* TO`,
		"mysql://reader@" + at + "/half":                                `the user "reader" lacks a right in the database "half" (1142: CREATE command denied`,
		"mysql://locked@" + at + "/callboard":                           `the account of the user "locked" is locked (4151)`,
		"mysql://root@" + at + "/callboard?tls=true":                    "offers no TLS, and the address asks for it",
		fmt.Sprintf("mysql://root@127.0.0.1:%d/callboard", freePort(t)): "cannot be reached: connection refused",
		"mysql://root@no-such-host.invalid/callboard":                   `the database's host "no-such-host.invalid"`,
		"mysql://root@localhost/callboard?socket=/no/such":              "there is no socket /no/such: is the database server running?",
	}
	for address, want := range cases {
		refused(t, address, t.TempDir(), want)
	}
	db, err := sqldb.Open(t.Context(), "mysql://cb:s3cret@"+at+"/callboard", t.TempDir())
	if err != nil {
		t.Fatalf("who may, is let in: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	server.Exec(t, "SET GLOBAL read_only = 1", "REVOKE ALL ON callboard.* FROM cb@'%'", "GRANT SELECT, INSERT, UPDATE, CREATE ON callboard.* TO cb@'%'")
	refused(t, "mysql://cb:s3cret@"+at+"/callboard", t.TempDir(), "can only be read (1290): give the address of the one that writes")
}

func TestFileThatIsNoDatabase(t *testing.T) {
	t.Parallel()
	file := func(content string, mode os.FileMode) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "callboard.db"), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	refused(t, "", file(strings.Repeat("no database\n", 100), 0o600), "callboard.db is no SQLite database. Move it away")
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "callboard.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	refused(t, "", folder, "callboard.db: is a directory")
	refused(t, "", filepath.Join(t.TempDir(), "missing"), "no such file or directory")
}

// An old program on the tables of a newer one would write what the newer one
// misreads.
func TestOldProgramOnANewerDatabase(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		dir := t.TempDir()
		db, err := sqldb.Open(t.Context(), address, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"INSERT INTO migrations (id) VALUES ('9998_later'), ('9999_much_later')",
			"INSERT INTO settings (name, value) VALUES ('version', '7.5.0')",
		} {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = sqldb.Open(t.Context(), address, dir)
		newer, ok := errors.AsType[sqldb.NewerError](err)
		if !ok || newer.Version != "7.5.0" || newer.Step != "9999_much_later" || newer.Known < "0016" || newer.Known > "9000" {
			t.Fatalf("opens with %+v, %v", newer, err)
		}
		newer.Own = "0.1.0"
		for _, part := range []string{"(version 7.5.0, migration 9999_much_later)", "this one (version 0.1.0, migration 0", "start the newer program"} {
			if !strings.Contains(newer.Error(), part) {
				t.Errorf("it says %q, without %q", newer, part)
			}
		}
	})
}

// authority signs certificates of servers.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string
}

func newAuthority(t *testing.T, dir, name string) authority {
	t.Helper()
	a := authority{file: filepath.Join(dir, name+".pem")}
	a.certificate = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-96 * time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.key = a.sign(t, a.certificate, a.file, "")
	return a
}

// sign writes a certificate with a new key, which it returns. An authority without a
// key signs itself.
func (a authority) sign(t *testing.T, template *x509.Certificate, file, keyFile string) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer := a.key
	if signer == nil {
		signer = key
	}
	der, err1 := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, signer)
	secret, err2 := x509.MarshalPKCS8PrivateKey(key)
	err = errors.Join(err1, err2, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644))
	if keyFile != "" {
		err = errors.Join(err, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o644))
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// serverCertificate is for 127.0.0.1 alone, and holds until an hour from now.
func serverCertificate() *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-72 * time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

func TestServerWithACertificate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // the server is another user
		t.Fatal(err)
	}
	port, ours, other := freePort(t), newAuthority(t, dir, "ours"), newAuthority(t, dir, "other")
	certificate, key := filepath.Join(dir, "server.pem"), filepath.Join(dir, "server.key")
	ours.sign(t, serverCertificate(), certificate, key)
	server := storetest.OwnMariaServer(t, append(overTCP(port), "--ssl-cert="+certificate, "--ssl-key="+key)...)
	server.Exec(t, "CREATE DATABASE callboard", "CREATE USER cb@'%' IDENTIFIED BY 's3cret' REQUIRE SSL", "GRANT ALL ON callboard.* TO cb@'%'")
	at := func(host, tls string) string {
		return fmt.Sprintf("mysql://cb:s3cret@%s:%d/callboard%s", host, port, tls)
	}

	db, err := sqldb.Open(t.Context(), at("127.0.0.1", "?tls="+ours.file), t.TempDir())
	if err != nil {
		t.Fatalf("with the right authority: %v", err)
	}
	var name, cipher string
	if err := db.Raw("SHOW STATUS LIKE 'Ssl_cipher'").Row().Scan(&name, &cipher); err != nil || cipher == "" {
		t.Errorf("the connection has the cipher %q, %v", cipher, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	refused(t, at("127.0.0.1", ""), t.TempDir(), "(1045)") // the server insists on TLS
	refused(t, at("127.0.0.1", "?tls=true"), t.TempDir(), "no authority that we trust has signed it. Name the one that did: tls=FILE.pem")
	refused(t, at("127.0.0.1", "?tls="+other.file), t.TempDir(), "no authority that we trust has signed it")
	refused(t, at("localhost", "?tls="+ours.file), t.TempDir(), "it is for 127.0.0.1, not for localhost")

	nameless := serverCertificate()
	nameless.IPAddresses = nil // its common name is localhost, which counts for nothing
	ours.sign(t, nameless, certificate, key)
	server.Exec(t, "FLUSH SSL")
	refused(t, at("localhost", "?tls="+ours.file), t.TempDir(), "it names no host among its alternative names (SAN), and ours is localhost")

	expired := serverCertificate()
	expired.NotAfter = time.Now().Add(-48 * time.Hour)
	ours.sign(t, expired, certificate, key)
	server.Exec(t, "FLUSH SSL")
	refused(t, at("127.0.0.1", "?tls="+ours.file), t.TempDir(), "it holds from "+expired.NotBefore.UTC().Format("2006-01-02")+" to "+expired.NotAfter.UTC().Format("2006-01-02"))
}
