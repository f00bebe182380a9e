package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// publicHost is where the configurations of docs/operating.md stand.
const publicHost = "callboard.example.org"

// proxy is one that docs/operating.md shows, before a program.
type proxy struct {
	t      *testing.T
	folder string // its configuration, its certificate, and what it writes
	listen string
	roots  *x509.CertPool
	said   *logbook
}

// freeAddress returns an address at which nobody listens, below the ports that
// the system gives away by itself: so nobody takes it meanwhile.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000)))
		if err == nil {
			listener.Close()
			return listener.Addr().String()
		}
	}
	t.Fatal("no free port")
	return ""
}

// shownProxy has the files that docs/operating.md shows, a certificate, and a free
// address to listen at. changes are made in a file of the document: its addresses
// and folders are those of a machine that has a proxy already.
func shownProxy(t *testing.T, file string, changes func(x proxy) []string) proxy {
	t.Helper()
	x := proxy{t, filesOf(t, "operating.md"), freeAddress(t), x509.NewCertPool(), &logbook{}}
	const certify = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 1 -subj /CN=" + publicHost +
		" -addext subjectAltName=DNS:" + publicHost + " -keyout callboard.key -out callboard.pem"
	if out, err := inFolder(x.folder, "sh", "-c", certify); err != nil {
		t.Fatalf("%v (make install installs openssl)\n%s", err, out)
	}
	certificate, err := os.ReadFile(filepath.Join(x.folder, "callboard.pem"))
	if err != nil || !x.roots.AppendCertsFromPEM(certificate) {
		t.Fatalf("no certificate: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(x.folder, file))
	if err != nil {
		t.Fatal(err)
	}
	config, pairs := string(text), changes(x)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(config, pairs[i]) {
			t.Fatalf("%s has no %q", file, pairs[i])
		}
		config = strings.ReplaceAll(config, pairs[i], pairs[i+1])
	}
	x.write(file, config)
	return x
}

func (x proxy) write(file, text string) {
	x.t.Helper()
	if err := os.WriteFile(filepath.Join(x.folder, file), []byte(text), 0o600); err != nil {
		x.t.Fatal(err)
	}
}

// run runs the proxy until the test ends.
func (x proxy) run(command ...string) {
	x.t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = x.folder, x.said, x.said
	cmd.Env = append(os.Environ(), "HOME="+x.folder, "XDG_DATA_HOME="+x.folder, "XDG_CONFIG_HOME="+x.folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		x.t.Fatalf("%v (make install installs it)", err)
	}
	x.t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if x.t.Failed() {
			x.t.Logf("%s wrote:\n%s", command[0], x.said)
		}
	})
	until(x.t, command[0]+" listens", func() bool {
		connection, err := net.Dial("tcp", x.listen)
		if err == nil {
			connection.Close()
		}
		return err == nil
	})
}

// nginx runs it as the document shows before the program that listens at an
// address, but for further changes.
func nginx(t *testing.T, program string, further ...string) proxy {
	t.Helper()
	x := shownProxy(t, "callboard.conf", func(x proxy) []string {
		return append([]string{
			"listen 443 ssl", "listen " + x.listen + " ssl", "/etc/ssl/", x.folder + "/", "/var/log/nginx/", x.folder + "/", "127.0.0.1:8080", program,
		}, further...)
	})
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // who may write into the folder
	}
	x.write("nginx.conf", user+`
		daemon off; master_process off; pid nginx.pid; error_log stderr;
		events {}
		http {
			client_body_temp_path body; proxy_temp_path proxied; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
			include callboard.conf;
		}`)
	x.run("nginx", "-p", x.folder, "-c", "nginx.conf", "-e", "stderr")
	return x
}

// caddy does the same.
func caddy(t *testing.T, program string, further ...string) proxy {
	t.Helper()
	x := shownProxy(t, "Caddyfile", func(x proxy) []string {
		return append([]string{
			"\n{\n", "\n{\nadmin off\nauto_https disable_redirects\n", "127.0.0.1:8080", program,
			publicHost + " {", "https://" + publicHost + x.listen[strings.LastIndexByte(x.listen, ':'):] + " {\nbind 127.0.0.1\ntls callboard.pem callboard.key",
		}, further...)
	})
	x.run("caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile")
	return x
}

// ask sends a request through the proxy as one that came from an address. Where
// the URL leads, there is always the proxy.
func (x proxy) ask(from, method, path, body string, headers ...string) answer {
	x.t.Helper()
	request, err := http.NewRequest(method, "https://"+publicHost+path, strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	if len(body) > 1<<20 {
		request.Header.Set("Expect", "100-continue") // a refusal comes before all of it is sent
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	transport := http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: x.roots},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", x.listen)
		},
		DisableKeepAlives: true, ExpectContinueTimeout: patience,
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		x.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// form sends a form as a browser does from a page of the console.
func (x proxy) form(from, path, cookie string, fields url.Values) answer {
	x.t.Helper()
	return x.ask(from, http.MethodPost, path, fields.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie,
		"Origin", "https://"+publicHost, "Sec-Fetch-Site", "same-origin", "X-Forwarded-For", "198.51.100.7")
}

// TestBehindAProxy runs nginx and Caddy as docs/operating.md has them, before the
// program: people set up, sign in and send forms, programs call the APIs, and no
// key is written down, whatever goes wrong.
func TestBehindAProxy(t *testing.T) {
	t.Parallel()
	for name, shown := range map[string]func(*testing.T, string, ...string) proxy{"nginx": nginx, "Caddy": caddy} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startAt(t, freeAddress(t), "-public-url", "https://"+publicHost)
			x := shown(t, p.listen)
			setup, _ := url.Parse(p.setup)
			company := p.verb("company", "add", "Contoso")
			cookie := x.setsUp(setup.RequestURI())
			x.signsIn(cookie)
			key := x.keyOf(company, cookie)
			x.publishes(company, key)
			x.changesAProfile(p.verb("database", "add", "-company", company, "Members"), key)
			x.countsAddressesApart()
			p.stop()
			x.failsWithoutTheProgram(key)
			x.hasWritten(key, setup.Query().Get("token"))
		})
	}
}

// setsUp makes the first admin, and returns the cookie.
func (x proxy) setsUp(path string) string {
	x.t.Helper()
	if got := x.ask("127.0.0.1", http.MethodGet, path, ""); got.code != http.StatusOK {
		x.t.Fatalf("the set-up link: %d %s", got.code, got.body)
	}
	got := x.form("127.0.0.1", path, "", url.Values{"email": {adminEmail}, "password": {password}, "password_again": {password}})
	if session(got) == "" || !strings.Contains(got.header.Get("Set-Cookie"), "Secure") {
		x.t.Fatalf("set-up: %d %v %s", got.code, got.header, got.body)
	}
	return session(got)
}

func (x proxy) signsIn(old string) {
	x.t.Helper()
	got := x.form("127.0.0.1", "/admin/login", "", url.Values{"email": {adminEmail}, "password": {password}})
	if got.code != http.StatusSeeOther || session(got) == "" || session(got) == old || !strings.HasPrefix(got.header.Get("Location"), "/admin") {
		x.t.Errorf("sign-in: %d %v", got.code, got.header)
	}
	if got := x.ask("127.0.0.1", http.MethodGet, "/admin/companies", "", "Cookie", session(got)); got.code != http.StatusOK || !strings.Contains(got.body, "Contoso") {
		x.t.Errorf("the page of somebody who signed in: %d %s", got.code, got.body)
	}
}

// keyOf makes a key in the console.
func (x proxy) keyOf(company, cookie string) string {
	x.t.Helper()
	got := x.form("127.0.0.1", "/admin/api-keys/new", cookie, url.Values{"name": {"Shop"}, "role": {"manager"}, "reaches": {"company:" + company}})
	key := regexp.MustCompile(`cb_[A-Za-z0-9_-]{43}`).FindString(got.body)
	if got.code != http.StatusOK || key == "" {
		x.t.Fatalf("a form: %d %s", got.code, got.body)
	}
	return key
}

// publishes sends more than proxies let pass unless they are told, and an id with
// a slash.
func (x proxy) publishes(company, key string) {
	x.t.Helper()
	bearer := []string{"Authorization", "Bearer " + key, "Content-Type", "application/json"}
	events := "/api/v1/companies/" + company + "/events"
	big := strings.Repeat("x", 3<<20)
	want[struct{}](x.t, x.ask("127.0.0.1", http.MethodPost, events, `{"id":"a/b","type":"person_updated","data":{"person":{},"big":"`+big+`"}}`, bearer...), http.StatusAccepted)
	got := x.ask("127.0.0.1", http.MethodGet, events+"/a%2Fb", "", bearer...)
	if read := want[struct {
		ID   string
		Data struct{ Big string }
	}](x.t, got, http.StatusOK); read.ID != "a/b" || read.Data.Big != big {
		x.t.Errorf("read %q with %d bytes", read.ID, len(read.Data.Big))
	}
	tooBig := x.ask("127.0.0.1", http.MethodPost, events, `{"type":"person_updated","data":{"person":{},"big":"`+strings.Repeat("x", 16<<20)+`"}}`, bearer...)
	if tooBig.code != http.StatusRequestEntityTooLarge || !json.Valid([]byte(tooBig.body)) {
		x.t.Errorf("more than 16 MiB: %d %s", tooBig.code, tooBig.body)
	}
}

// changesAProfile makes a profile with the key in the query, changes it, and
// goes where the answer says.
func (x proxy) changesAProfile(database, key string) {
	x.t.Helper()
	made := x.ask("127.0.0.1", http.MethodPost, "/database/"+database+"/profiles?access_token="+key, `{"city":"Delft"}`)
	changed := x.ask("127.0.0.1", http.MethodPut, made.header.Get("Location"), `{"city":"Lund"}`)
	got := x.ask("127.0.0.1", http.MethodGet, changed.header.Get("Location"), "")
	if made.code != http.StatusCreated || changed.code != http.StatusSeeOther || got.code != http.StatusOK || !strings.Contains(got.body, `"city":"Lund"`) {
		x.t.Errorf("made %d, changed %d, read %d %s", made.code, changed.code, got.code, got.body)
	}
}

// countsAddressesApart types wrong passwords at one address, which pretends to
// be another. It has to wait then, and another one has not.
func (x proxy) countsAddressesApart() {
	x.t.Helper()
	for i := range 6 {
		wrong := url.Values{"email": {fmt.Sprintf("guess-%d@example.org", i)}, "password": {"12345678"}}
		if got := x.form("127.0.0.2", "/admin/login", "", wrong); (got.code == http.StatusTooManyRequests) != (i == 5) {
			x.t.Errorf("guess %d: %d", i, got.code)
		}
	}
	right := url.Values{"email": {adminEmail}, "password": {password}}
	if got := x.form("127.0.0.3", "/admin/login", "", right); got.code != http.StatusSeeOther {
		x.t.Errorf("sign-in at another address: %d", got.code)
	}
}

// failsWithoutTheProgram asks what a proxy writes into its log of errors.
func (x proxy) failsWithoutTheProgram(key string) {
	x.t.Helper()
	for _, body := range []string{"", strings.Repeat("x", 18<<20)} {
		got := x.ask("127.0.0.1", http.MethodPut, "/profile/17?access_token="+key, body, "X-Api-Key", key)
		if got.code < http.StatusBadRequest {
			x.t.Errorf("without the program: %d", got.code)
		}
	}
}

// hasWritten looks at all that the proxy wrote: paths, and no secrets.
func (x proxy) hasWritten(secrets ...string) {
	x.t.Helper()
	logs, err := filepath.Glob(filepath.Join(x.folder, "*.log"))
	if err != nil {
		x.t.Fatal(err)
	}
	written := x.said.String()
	for _, path := range logs {
		text, err := os.ReadFile(path)
		if err != nil {
			x.t.Fatal(err)
		}
		written += string(text)
	}
	for _, path := range []string{"/admin/setup", "/admin/login", "/profile/17"} {
		if !strings.Contains(written, path) {
			x.t.Errorf("the log lacks %s:\n%s", path, written)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(written, secret) {
			x.t.Errorf("the log holds %s:\n%s", secret, written)
		}
	}
}

// TestAProxyThatRewritesHost leaves one line of the document out. People are told what
// is wrong and how to mend it, and when that is done, they get in.
func TestAProxyThatRewritesHost(t *testing.T) {
	t.Parallel()
	p := startAt(t, freeAddress(t))
	x := nginx(t, p.listen, "proxy_set_header Host $http_host;", "")
	setup, _ := url.Parse(p.setup)
	for _, path := range []string{setup.RequestURI(), "/admin/login"} {
		got := x.ask("127.0.0.1", http.MethodPost, path, "email=a%40b.example&password=x", "Content-Type", "application/x-www-form-urlencoded",
			"Origin", "https://"+publicHost) // browsers say less than this through plain http
		text := page(t, got.body).Find("main").Text()
		if got.code != http.StatusForbidden || !strings.Contains(text, "-public-url https://"+publicHost) || !strings.Contains(text, p.listen) {
			t.Errorf("%s: %d %s", path, got.code, text)
		}
	}
	p.stop()
	p.flags = append(p.flags, "-public-url", "https://"+publicHost)
	p.run()
	setup, _ = url.Parse(p.setup)
	p.verb("company", "add", "Contoso")
	x.signsIn(x.setsUp(setup.RequestURI()))
}

// TestTheServiceOfTheDocument starts the program with the settings that the
// systemd unit of docs/operating.md has, but for its folder and port.
func TestTheServiceOfTheDocument(t *testing.T) {
	t.Parallel()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	unit, err := os.ReadFile(filepath.Join(filesOf(t, "operating.md"), "callboard.service"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("/var/lib/callboard", t.TempDir(), "127.0.0.1:8080", freeAddress(t), "/usr/local/bin/callboard", path).Replace(string(unit))
	var variables []string
	for _, setting := range regexp.MustCompile(`(?m)^Environment=(.+)$`).FindAllStringSubmatch(text, -1) {
		variables = append(variables, setting[1])
	}
	command := regexp.MustCompile(`(?m)^ExecStart=(.+)$`).FindStringSubmatch(text)[1]
	cmd := exec.Command("sh", "-c", "exec "+command)
	said := &logbook{}
	cmd.Env, cmd.Stdout, cmd.Stderr = variables, said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the service is ready", func() bool { return ready.MatchString(said.String()) })
	if got := ready.FindStringSubmatch(said.String())[1]; got != "https://"+publicHost {
		t.Errorf("ready at %s", got)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
