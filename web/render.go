package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Render writes a whole page, or only the part of it that htmx asked for: the
// one among parts that is both the name of a templ.Fragment and the id of the
// element to be changed. Fragments named "oob" go along with every part. Of a
// page that cannot be rendered nothing is written.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component, parts ...string) error {
	var body bytes.Buffer
	if err := renderTo(&body, r, page, parts); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Add("Vary", "HX-Request, HX-Target, Accept-Encoding")
	out := body.Bytes()
	if len(out) > gzipFrom && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		out = gzipped(out)
	}
	header.Set("Content-Length", strconv.Itoa(len(out)))
	w.WriteHeader(status)
	_, _ = w.Write(out) // a browser that went away is no fault of ours
	return nil
}

// gzipFrom is the size in bytes from which compressing pays.
const gzipFrom = 1 << 10

func renderTo(body *bytes.Buffer, r *http.Request, page templ.Component, parts []string) error {
	if part := r.Header.Get("HX-Target"); Partial(r) && slices.Contains(parts, part) {
		return templ.RenderFragments(r.Context(), body, page, part, "oob")
	}
	return page.Render(r.Context(), body)
}

// gzipped cannot fail: it writes to memory.
func gzipped(raw []byte) []byte {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write(raw)
	_ = w.Close()
	return zipped.Bytes()
}

// Partial says that htmx asks for a part of a page. Going back in the history
// asks for the whole page again.
func Partial(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true"
}

// Redirect sends the browser on after something was done. htmx is told by a
// header: it would follow a 303 by itself and put a whole page into a part.
func Redirect(w http.ResponseWriter, r *http.Request, path string) error {
	if Partial(r) {
		w.Header().Set("HX-Redirect", path)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
