// Package static holds the files that pages load: one stylesheet, one script,
// one sprite of icons. They live in the program, carry a hash of their content
// in their names and may be kept by browsers forever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

var (
	//go:embed app.css
	appCSS []byte
	//go:embed app.js
	appJS []byte
	//go:embed htmx.min.js
	htmxJS []byte
	//go:embed icons.svg
	iconsSVG []byte
	//go:embed favicon.svg
	faviconSVG []byte
)

// Licenses are those of Callboard and of all that is in the program.
//
//go:embed licenses.txt
var Licenses string

// asset is one file as it goes out.
type asset struct {
	kind string // Content-Type
	tag  string // ETag
	raw  []byte
	zip  func() []byte // raw, compressed once
}

// hashed maps the names that pages use to the names that carry a hash;
// assets maps those to content. Neither changes after the start. Nothing is
// compressed before it is asked for: the children that run conditions start here
// too, and ask for nothing.
var hashed, assets = index(map[string][]byte{
	"app.css":     appCSS,
	"app.js":      bytes.Join([][]byte{htmxJS, appJS}, []byte(";\n")), // one request instead of two
	"icons.svg":   iconsSVG,
	"favicon.svg": faviconSVG,
})

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func index(files map[string][]byte) (names map[string]string, contents map[string]asset) {
	names, contents = map[string]string{}, map[string]asset{}
	for name, raw := range files {
		sum := sha256.Sum256(raw)
		tag, ext := hex.EncodeToString(sum[:6]), path.Ext(name)
		long := strings.TrimSuffix(name, ext) + "." + tag + ext
		names[name] = "/static/" + long
		contents[long] = asset{kind: kinds[ext], tag: `"` + tag + `"`, raw: raw, zip: sync.OnceValue(func() []byte { return compress(raw) })}
	}
	return names, contents
}

// compress cannot fail: it writes to memory.
func compress(raw []byte) []byte {
	var zipped bytes.Buffer
	w, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	_, _ = w.Write(raw)
	_ = w.Close()
	return zipped.Bytes()
}

// Path returns the address of a file: Path("app.css") is
// "/static/app.1f3870be274f.css". It is "" for a file that does not exist.
func Path(name string) string { return hashed[name] }

// Handler answers "GET /static/{name}".
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := assets[strings.TrimPrefix(r.URL.Path, "/static/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
		header.Set("Content-Type", file.kind)
		header.Set("ETag", file.tag)
		header.Set("Vary", "Accept-Encoding")
		if r.Header.Get("If-None-Match") == file.tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := file.raw
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			header.Set("Content-Encoding", "gzip")
			body = file.zip()
		}
		header.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // a browser that went away is no fault of ours
	})
}
