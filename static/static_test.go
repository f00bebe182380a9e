package static

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{
		"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
		"icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml",
	} {
		plain := httptest.NewRecorder()
		Handler().ServeHTTP(plain, httptest.NewRequest("GET", Path(name), nil))
		if plain.Code != 200 || plain.Header().Get("Content-Type") != kind || plain.Body.Len() == 0 {
			t.Errorf("%s: status %d, type %q, %d bytes", name, plain.Code, plain.Header().Get("Content-Type"), plain.Body.Len())
		}
		if got := plain.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		packed := httptest.NewRecorder()
		r := httptest.NewRequest("GET", Path(name), nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		Handler().ServeHTTP(packed, r)
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := io.ReadAll(unpacked); err != nil || string(got) != plain.Body.String() {
			t.Errorf("%s: packed and plain differ (%v)", name, err)
		}
		again := httptest.NewRecorder()
		r = httptest.NewRequest("GET", Path(name), nil)
		r.Header.Set("If-None-Match", plain.Header().Get("ETag"))
		Handler().ServeHTTP(again, r)
		if again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s: status %d, %d bytes for what the browser has", name, again.Code, again.Body.Len())
		}
	}
}

func TestUnknownFile(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/app.css", "/static/", "/static/../static.go", "/static/htmx.min.js"} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 404 {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	if got := Path("missing.css"); got != "" {
		t.Errorf("a file that does not exist is at %q", got)
	}
}

// TestBudget keeps a first visit small; the page itself may weigh 15 KB.
func TestBudget(t *testing.T) {
	t.Parallel()
	sum := 0
	for name, most := range map[string]int{"app.css": 10 << 10, "app.js": 21 << 10, "icons.svg": 4 << 10, "favicon.svg": 1 << 10} {
		file := assets[strings.TrimPrefix(Path(name), "/static/")]
		sum += len(file.zip())
		if len(file.zip()) > most {
			t.Errorf("%s: %d bytes, at most %d", name, len(file.zip()), most)
		}
	}
	if sum > 45<<10 {
		t.Errorf("%d bytes in all", sum)
	}
	if own := len(compress(appJS)); own > 4<<10 {
		t.Errorf("our script: %d bytes", own)
	}
}
