package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of the pool that makes databases
)

// mariaServer is the private server of this test process.
type mariaServer struct {
	socket string
	pool   *sql.DB
	count  atomic.Int64   // databases made so far
	life   io.WriteCloser // closed with the process: the server ends then
}

// server returns the server of this process, started by the first to ask.
var server = sync.OnceValues(startMariaDB)

// MariaURL makes a fresh, empty database on the private MariaDB server of
// this test process, and returns its mysql:// address. Outside a synctest
// bubble only. With -short, which make quick asks for, it skips the test.
func MariaURL(tb testing.TB) string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("-short leaves MariaDB out")
	}
	m, err := server()
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprintf("t%d", m.count.Add(1))
	if _, err := m.pool.Exec("CREATE DATABASE " + name); err != nil {
		tb.Fatalf("make a database: %v", err)
	}
	tb.Cleanup(func() { _, _ = m.pool.Exec("DROP DATABASE " + name) })
	return (&url.URL{
		Scheme: "mysql", User: url.User("root"), Host: "localhost", Path: "/" + name,
		RawQuery: url.Values{"socket": {m.socket}}.Encode(),
	}).String()
}

// script runs the server until standard input ends, which is when the test
// process ends, in whatever way; then it leaves nothing behind.
const script = `"$@" >/dev/null 2>&1 & cat >/dev/null; kill -9 $!; wait; rm -rf "$DIR"`

func startMariaDB() (*mariaServer, error) {
	program, err := findMariaDB()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "callboard-db")
	if err != nil {
		return nil, err
	}
	owner, err := serverUser()
	if err != nil {
		return nil, err
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.Mkdir(at("d"), 0o700), owner.own(dir), owner.own(at("d"))); err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", append([]string{"-c", script, "sh", program}, serverFlags(at)...)...)
	cmd.Env = append(os.Environ(), "DIR="+dir)
	cmd.SysProcAttr = owner.attributes()
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start mariadbd: %w", err)
	}
	pool, err := sql.Open("mysql", "root@unix("+at("s")+")/")
	if err != nil {
		return nil, err
	}
	if err := awaitServer(pool); err != nil {
		report, _ := os.ReadFile(at("err"))
		return nil, fmt.Errorf("start mariadbd: %w\n%s", err, report)
	}
	return &mariaServer{socket: at("s"), pool: pool, life: life}, nil
}

// serverFlags asks for a small server that writes to no disk in earnest, in
// strict mode.
func serverFlags(at func(name string) string) []string {
	return []string{
		"--no-defaults", "--datadir=" + at("d"), "--tmpdir=" + at("d"), "--socket=" + at("s"), "--pid-file=" + at("p"),
		"--log-error=" + at("err"), "--skip-networking", "--skip-grant-tables", "--skip-log-bin", "--skip-name-resolve",
		"--innodb-buffer-pool-size=64M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0",
		"--innodb-flush-method=nosync", "--skip-innodb-doublewrite", "--innodb-file-per-table=0", "--performance-schema=OFF",
		"--character-set-server=utf8mb4", "--sql-mode=TRADITIONAL", "--max-connections=1000",
	}
}

func awaitServer(pool *sql.DB) error {
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		err := pool.PingContext(ctx)
		stop()
		if err == nil || time.Since(start) > time.Minute {
			return err
		}
	}
}

func findMariaDB() (string, error) {
	for _, name := range []string{"mariadbd", "/usr/sbin/mariadbd", "/usr/libexec/mariadbd"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("mariadbd is missing: install it with apt-get install mariadb-server")
}

// account is the user that the server runs as. It refuses to run as root.
type account struct {
	credential *syscall.Credential // nil: the present user
}

func serverUser() (account, error) {
	if os.Getuid() != 0 {
		return account{}, nil
	}
	u, err := user.Lookup("mysql")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return account{}, err
		}
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, errors.Join(err1, err2)
}

func (a account) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: a.credential}
}

func (a account) own(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}
