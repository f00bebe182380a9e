package e2e

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// request is one request that a receiver got.
type request struct {
	at     time.Time
	method string
	path   string
	header http.Header
	body   string
}

// receiver is the other side. Its paths say how it answers: /200/…, /404/…,
// a list such as /500,500,200/… one after the other, /301/… and /302/… with a Location,
// /slow/… after two seconds. The rest of the path tells callbacks apart.
type receiver struct {
	t      *testing.T
	url    string
	mu     sync.Mutex
	got    []request
	news   chan struct{} // closed and replaced at each request
	closed chan struct{}
}

// receive opens a receiver until the test ends.
func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{t: t, news: make(chan struct{}), closed: make(chan struct{})}
	server := httptest.NewServer(r)
	r.url = server.URL
	t.Cleanup(func() { close(r.closed); server.Close() })
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // the sender went away: not a request that arrived
	}
	r.mu.Lock()
	nth := 0
	for _, one := range r.got {
		if one.path == req.URL.Path {
			nth++
		}
	}
	r.got = append(r.got, request{time.Now(), req.Method, req.URL.Path, req.Header.Clone(), string(body)})
	close(r.news)
	r.news = make(chan struct{})
	r.mu.Unlock()
	r.answer(w, req.URL.Path, nth)
}

// answer writes the nth answer of a path.
func (r *receiver) answer(w http.ResponseWriter, path string, nth int) {
	script, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	codes := strings.Split(script, ",")
	switch code := codes[min(nth, len(codes)-1)]; code {
	case "slow":
		select {
		case <-time.After(2 * time.Second):
		case <-r.closed:
		}
		w.WriteHeader(http.StatusOK)
	case "301", "302":
		w.Header().Set("Location", r.url+"/200/target")
		w.WriteHeader(map[string]int{"301": http.StatusMovedPermanently, "302": http.StatusFound}[code])
	default:
		n, err := strconv.Atoi(code)
		if err != nil {
			n = http.StatusNotFound
		}
		w.WriteHeader(n)
	}
}

// at returns the requests that a path has got so far.
func (r *receiver) at(path string) []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []request
	for _, one := range r.got {
		if strings.HasPrefix(one.path, path) {
			found = append(found, one)
		}
	}
	return found
}

// wait waits until a path has got n requests and returns them.
func (r *receiver) wait(path string, n int) []request {
	r.t.Helper()
	deadline := time.After(patience)
	for {
		r.mu.Lock()
		news := r.news
		r.mu.Unlock()
		if got := r.at(path); len(got) >= n {
			return got
		}
		select {
		case <-news:
		case <-deadline:
			r.t.Fatalf("%s got %d requests, want %d", path, len(r.at(path)), n)
		}
	}
}

// refusing returns a URL at which nobody listens.
func refusing(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String() + "/refused"
}
