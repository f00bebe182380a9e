package web_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"callboard/web"
)

func TestLocalPath(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ path, want string }{
		"a page":           {"/admin/deliveries?status=failed", "/admin/deliveries?status=failed"},
		"nothing":          {"", "/admin/"},
		"another host":     {"//evil.example/admin/", "/admin/"},
		"another site":     {"https://evil.example/admin/", "/admin/"},
		"a backslash":      {"/admin/\\\\evil.example", "/admin/"},
		"a tab":            {"/admin/\tx", "/admin/"},
		"out of the pages": {"/admin/../v2/contacts", "/admin/"},
		"a doubled slash":  {"/admin//evil.example", "/admin/"},
		"steps and a host": {"/admin/..//evil.example", "/admin/"},
		"a hidden step":    {"/admin/%2e%2e/v2/contacts", "/admin/"},
		"an API":           {"/companies/1", "/admin/"},
		"a bad escape":     {"/admin/%zz", "/admin/"},
		"the bare console": {"/admin", "/admin/"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := web.LocalPath(tt.path); got != tt.want {
				t.Errorf("LocalPath(%q) = %q, want %q", tt.path, got, tt.want)
			}
		})
	}
}

// whole is a page with one marked part.
var whole = templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
	if _, err := io.WriteString(w, "<p>frame</p>"); err != nil {
		return err
	}
	part := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<p id="results">part</p>`)
		return err
	})
	return templ.Fragment("results").Render(templ.WithChildren(ctx, part), w)
})

func TestRender(t *testing.T) {
	t.Parallel()
	const page, part = `<p>frame</p><p id="results">part</p>`, `<p id="results">part</p>`
	tests := map[string]struct {
		headers []string
		want    string
	}{
		"a browser":                {nil, page},
		"htmx, a part":             {[]string{"HX-Request", "true", "HX-Target", "results"}, part},
		"htmx, an unknown part":    {[]string{"HX-Request", "true", "HX-Target", "other"}, page},
		"htmx, back in history":    {[]string{"HX-Request", "true", "HX-Target", "results", "HX-History-Restore-Request", "true"}, page},
		"a target, but no request": {[]string{"HX-Target", "results"}, page},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			if err := web.Render(w, request(tt.headers...), 201, whole, "results"); err != nil {
				t.Fatal(err)
			}
			if w.Code != 201 || w.Body.String() != tt.want {
				t.Errorf("%d %q, want %q", w.Code, w.Body, tt.want)
			}
			if vary := w.Header().Get("Vary"); !strings.Contains(vary, "HX-Target") {
				t.Errorf("Vary: %q", vary)
			}
		})
	}
}

func TestRenderPacksLargePages(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("delivered ", 500)
	w := httptest.NewRecorder()
	if err := web.Render(w, request("Accept-Encoding", "gzip"), 200, templ.Raw(text)); err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(unpacked); string(got) != text {
		t.Errorf("unpacked to %d bytes", len(got))
	}
}

func TestRenderWritesNothingOfABrokenPage(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	broken := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("broken")
	})
	if err := web.Render(w, request(), 200, broken); err == nil {
		t.Error("no error")
	}
	if w.Body.Len() > 0 {
		t.Errorf("wrote %q", w.Body)
	}
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	plain, htmx := httptest.NewRecorder(), httptest.NewRecorder()
	if err := errors.Join(web.Redirect(plain, request(), "/admin/x"), web.Redirect(htmx, request("HX-Request", "true"), "/admin/x")); err != nil {
		t.Fatal(err)
	}
	if plain.Code != 303 || plain.Header().Get("Location") != "/admin/x" {
		t.Errorf("plain: %d %v", plain.Code, plain.Header())
	}
	if htmx.Code != 204 || htmx.Header().Get("HX-Redirect") != "/admin/x" {
		t.Errorf("htmx: %d %v", htmx.Code, htmx.Header())
	}
}

func request(headers ...string) *http.Request {
	r := httptest.NewRequest("GET", "/admin/x", nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}
