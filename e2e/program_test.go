package e2e

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what should come soon.
const patience = 30 * time.Second

// program is a running Callboard.
type program struct {
	t      *testing.T
	within []string // the command that runs it, such as one that takes the network away
	flags  []string // without -listen
	path   string   // of the program; "" for the one that all tests run
	url    string   // "http://127.0.0.1:40123"
	setup  string   // the set-up link; "" once there is a user
	log    *logbook
	cmd    *exec.Cmd
	ended  chan error
	listen string
}

// start runs the program with a data folder of its own until the test ends.
func start(t *testing.T, flags ...string) *program {
	t.Helper()
	return startAt(t, "127.0.0.1:0", flags...)
}

// startAt runs the program at an address.
func startAt(t *testing.T, listen string, flags ...string) *program {
	t.Helper()
	return startWithin(t, nil, listen, flags...)
}

// startWithin runs the program by another command, which turns into the program.
func startWithin(t *testing.T, within []string, listen string, flags ...string) *program {
	t.Helper()
	p := &program{t: t, within: within, flags: flags, log: &logbook{}, listen: listen}
	p.start()
	return p
}

// start runs the program until the test ends.
func (p *program) start() {
	t := p.t
	t.Helper()
	if !slices.Contains(p.flags, "-data") {
		p.flags = append([]string{"-data", t.TempDir()}, p.flags...)
	}
	p.run()
	t.Cleanup(func() {
		if p.cmd != nil {
			p.stop()
		}
		if t.Failed() {
			t.Logf("the program wrote:\n%s", p.log)
		}
		if strings.Contains(p.log.String(), "DATA RACE") {
			t.Error("the race detector found a race in the program")
		}
	})
}

var (
	address = regexp.MustCompile(`http://[0-9.:]+`)
	ready   = regexp.MustCompile(`is ready: +(https?://[^/]+)`) // with -public-url that one
)

// run starts the process and waits until it says where it listens.
func (p *program) run() {
	p.t.Helper()
	path, err := p.path, error(nil)
	if path == "" {
		path, err = binary()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	line := slices.Concat(p.within, []string{path}, p.flags, []string{"-listen", p.listen})
	p.cmd = exec.Command(line[0], line[1:]...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.ended = make(chan error, 1)
	said := make(chan string, 1)
	go func(ended chan<- error, cmd *exec.Cmd) {
		told := p.read(out, said)
		if !told {
			said <- ""
		}
		ended <- cmd.Wait()
	}(p.ended, p.cmd)
	select {
	case p.url = <-said:
	case <-time.After(patience):
	}
	if p.url == "" {
		p.t.Fatalf("the program did not start:\n%s", p.log)
	}
	if !slices.Contains(p.flags, "-public-url") {
		p.listen = strings.TrimPrefix(p.url, "http://") // the same after a restart
	}
}

// read copies the output to the log. It tells the address, which comes last,
// after the set-up link.
func (p *program) read(out io.Reader, said chan<- string) (told bool) {
	p.setup = ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		p.log.Write([]byte(line + "\n"))
		if at := strings.Index(line, "http"); at >= 0 && strings.Contains(line, "/admin/setup?") {
			p.setup = line[at:]
			continue
		}
		if found := ready.FindStringSubmatch(line); !told && found != nil {
			said <- found[1]
			told = true
		}
	}
	return told
}

// stop ends the process as an operator does, and checks that it ends well.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Errorf("stop the program: %v", err)
	}
	p.wait("SIGTERM")
}

// kill ends the process at once, as a power cut does.
func (p *program) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Errorf("kill the program: %v", err)
	}
	<-p.ended
	p.cmd = nil
}

func (p *program) wait(after string) {
	p.t.Helper()
	select {
	case err := <-p.ended:
		if err != nil {
			p.t.Errorf("the program ended with %v after %s", err, after)
		}
	case <-time.After(patience):
		p.cmd.Process.Kill()
		p.t.Errorf("the program still runs %v after %s", patience, after)
	}
	p.cmd = nil
}

// verb runs a verb of the command line beside the server and returns what it
// prints.
func (p *program) verb(args ...string) string {
	p.t.Helper()
	return p.verbWith("", args...)
}

func (p *program) verbWith(input string, args ...string) string {
	p.t.Helper()
	path, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	var out, said bytes.Buffer
	cmd := exec.Command(path, append(slices.Clone(p.flags), args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &said
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	p.log.Write(said.Bytes())
	return strings.TrimSpace(out.String())
}

// user makes a person who can sign in with the password of all.
func (p *program) user(email, role string, scope ...string) {
	p.t.Helper()
	p.verbWith(password+"\n", slices.Concat([]string{"user", "add", "-email", email, "-role", role}, scope, []string{"-password-stdin"})...)
}

// get reads a page that needs no sign-in.
func (p *program) get(path string) (int, string) {
	p.t.Helper()
	answer, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// logbook keeps what the program writes.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// until asks again and again until ask says yes, or fails the test.
func until(t *testing.T, what string, ask func() bool) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !ask() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited %v in vain: %s", patience, what)
		}
	}
}
