package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"callboard/condition"
	"callboard/delivery"
	"callboard/models/store/storetest"
	"callboard/web"
)

// endless is a body that never ends and counts what is read of it.
type endless struct {
	head string // how it begins
	read int    // in bytes
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	for i := range p[n:] {
		p[n+i] = 'x'
	}
	e.read += len(p)
	if e.read > 8*web.BodyLimit {
		return 0, io.ErrUnexpectedEOF // a program without limits ends here, not the machine
	}
	return len(p), nil
}

// pathParts are the {names} in the pattern of a route.
var pathParts = regexp.MustCompile(`\{[^}]*\}`)

// Whoever sends a body that never ends, to whatever route by whatever method,
// gets an answer, and nothing of it stays on disk: before they sign in, too.
func TestBodiesAreBounded(t *testing.T) { //nolint:paralleltest // it looks at the folder for temporary files
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	records := storetest.SQLite(t)
	engine := delivery.New(records, delivery.NewSender(delivery.NewGuard(nil), nil), slog.New(slog.DiscardHandler))
	resender := delivery.NewResender(records.ResendWorker(), engine.Wake, slog.New(slog.DiscardHandler))
	conditions := condition.NewPool(os.Args[0])
	defer conditions.Close()
	c := config{bodies: 128 << 20}
	sites, err := c.sites(records, engine, resender, conditions, "token")
	if err != nil {
		t.Fatal(err)
	}
	handler, err := c.routes(records, engine, resender, conditions, "token")
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]bool{}
	for _, site := range sites {
		for _, route := range append(site.Public, site.Routes...) {
			_, path, ok := strings.Cut(route.Pattern, " ")
			if !ok {
				path = route.Pattern
			}
			paths[pathParts.ReplaceAllString(strings.TrimSuffix(path, "{$}"), "x")] = true
		}
	}
	if len(paths) < 100 {
		t.Fatalf("only %d paths: the test looks at the wrong table", len(paths))
	}
	bodies := map[string]string{
		"multipart/form-data; boundary=x":   "--x\r\nContent-Disposition: form-data; name=\"email\"; filename=\"f\"\r\n\r\n",
		"application/x-www-form-urlencoded": "email=",
		"application/json":                  `{"email":"`,
		"text/xml":                          "<a>",
	}
	for path := range paths {
		for media, head := range bodies {
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
				body := &endless{head: head}
				r := httptest.NewRequest(method, path, body)
				r.Header.Set("Content-Type", media)
				r.Header.Set("Authorization", "Bearer nobody")
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if limit := web.BodyLimit + 1<<16; body.read > limit || method == http.MethodGet && body.read > 0 {
					t.Errorf("%s %s with %s: read %d bytes, answered %d", method, path, media, body.read, w.Code)
				}
			}
		}
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Error("left behind:", fmt.Sprint(left), err)
	}
}
