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
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of the pool that makes databases
)

// MariaServer is a private server.
type MariaServer struct {
	Socket string
	pool   *sql.DB
	count  atomic.Int64   // databases made so far
	life   io.WriteCloser // closed with the process: the server ends then
	dir    string
}

// server returns the server of this process, started by the first to ask. It lets
// everybody in.
var server = sync.OnceValues(func() (*MariaServer, error) { return startMariaDB(false) })

// OwnMariaServer starts a server for one test, which may freeze it and change its
// settings, with more flags than the usual ones. It knows accounts, and root has no
// password.
func OwnMariaServer(tb testing.TB, flags ...string) *MariaServer {
	tb.Helper()
	if testing.Short() {
		tb.Skip("-short leaves MariaDB out")
	}
	m, err := startMariaDB(true, flags...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = m.life.Close() })
	return m
}

// Exec executes statements as root.
func (m *MariaServer) Exec(tb testing.TB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if _, err := m.pool.Exec(statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// Signal sends a signal to the server: SIGSTOP freezes it until SIGCONT, and has when
// Signal returns.
func (m *MariaServer) Signal(tb testing.TB, s syscall.Signal) {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(m.dir, "p"))
	if err != nil {
		tb.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err == nil {
		err = syscall.Kill(pid, s)
	}
	if err != nil {
		tb.Fatalf("signal %d: %v", s, err)
	}
	for s == syscall.SIGSTOP && !stopped(pid) {
		time.Sleep(time.Millisecond)
	}
}

// stopped says whether all threads of a process stand still.
func stopped(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		_, state, _ := strings.Cut(string(text), ") ")
		if err == nil && !strings.HasPrefix(state, "T") {
			return false
		}
	}
	return true
}

// NewDatabase makes an empty database, and returns its address for root.
func (m *MariaServer) NewDatabase(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("t%d", m.count.Add(1))
	m.Exec(tb, "CREATE DATABASE "+name)
	tb.Cleanup(func() { _, _ = m.pool.Exec("DROP DATABASE " + name) })
	return (&url.URL{
		Scheme: "mysql", User: url.User("root"), Host: "localhost", Path: "/" + name,
		RawQuery: url.Values{"socket": {m.Socket}}.Encode(),
	}).String()
}

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
	return m.NewDatabase(tb)
}

// script runs the server until standard input ends, which is when the test
// process ends, in whatever way; then it leaves nothing behind.
const script = `"$@" >/dev/null 2>&1 & cat >/dev/null; kill -9 $!; wait; rm -rf "$DIR"`

// startMariaDB starts a server, with accounts or without, which is quicker.
func startMariaDB(accounts bool, flags ...string) (*MariaServer, error) {
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
	if accounts {
		if err := installAccounts(owner, at("d")); err != nil {
			return nil, err
		}
		flags = append([]string{"--skip-grant-tables=0"}, flags...)
	}
	flags = append(serverFlags(at), flags...)
	cmd := exec.Command("sh", append([]string{"-c", script, "sh", program}, flags...)...)
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
	return &MariaServer{Socket: at("s"), pool: pool, life: life, dir: dir}, nil
}

// installAccounts makes the tables of accounts.
func installAccounts(owner account, dir string) error {
	cmd := exec.Command("mariadb-install-db", "--no-defaults", "--datadir="+dir, "--tmpdir="+dir, "--skip-name-resolve", "--skip-test-db",
		"--auth-root-authentication-method=normal", "--innodb-flush-method=nosync", "--innodb-buffer-pool-size=16M",
		"--innodb-log-file-size=8M")
	cmd.SysProcAttr = owner.attributes()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mariadb-install-db: %w\n%s", err, out)
	}
	return nil
}

// serverFlags asks for a small server that writes to no disk in earnest. Its
// defaults are none that we would choose: what matters we must set ourselves.
// CALLBOARD_MARIADB_FLAGS adds to them; make soak runs through several.
func serverFlags(at func(name string) string) []string {
	flags := []string{
		"--no-defaults", "--datadir=" + at("d"), "--tmpdir=" + at("d"), "--socket=" + at("s"), "--pid-file=" + at("p"),
		"--log-error=" + at("err"), "--skip-networking", "--skip-grant-tables", "--skip-log-bin", "--skip-name-resolve",
		"--innodb-buffer-pool-size=64M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0",
		"--innodb-flush-method=nosync", "--skip-innodb-doublewrite", "--innodb-file-per-table=0", "--performance-schema=OFF",
		"--character-set-server=latin1", "--sql-mode=ORACLE,ANSI,NO_BACKSLASH_ESCAPES", "--autocommit=0",
		"--default-time-zone=-09:30", "--max-connections=1000",
	}
	return append(flags, strings.Fields(os.Getenv("CALLBOARD_MARIADB_FLAGS"))...)
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
