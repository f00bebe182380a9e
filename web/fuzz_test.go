package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// FuzzCookies shows the console any cookies. Nobody is signed in by one that
// it did not give, and nothing that it did not say is shown as its message.
func FuzzCookies(f *testing.F) {
	s, err := store.Open(f.Context(), store.Options{Dir: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	console, err := web.NewConsole(s, nil, "test")
	if err != nil {
		f.Fatal(err)
	}
	told := httptest.NewRecorder()
	if err := console.Flash(told, httptest.NewRequest(http.MethodPost, "/admin/", nil), views.Message{Text: "Saved."}); err != nil {
		f.Fatal(err)
	}
	flash, _, _ := strings.Cut(told.Header().Get("Set-Cookie"), ";")
	for _, cookies := range []string{
		"", "callboard_session=", "callboard_session=abc", `callboard_session="a b"; callboard_session=c`, "callboard_flash=abc; callboard_session=%00",
		flash[:len(flash)-4], strings.ToLower(flash), "callboard_flash=" + strings.Repeat("A", 5000), ";;=;\xff=\xfe", "callboard_session=\u00e9",
	} {
		f.Add(cookies)
	}
	f.Fuzz(func(t *testing.T, cookies string) {
		r := httptest.NewRequest(http.MethodGet, "/admin/", nil)
		r.Header.Set("Cookie", cookies)
		if who, err := console.Authenticate(r); !errors.Is(err, web.ErrSignIn) {
			t.Errorf("%q is %q, %v", cookies, who.Name, err)
		}
		if strings.Contains(cookies, flash) {
			t.Skip("our own message")
		}
		if frame := console.Frame(httptest.NewRecorder(), r, ""); len(frame.Messages) > 0 {
			t.Errorf("%q says %v", cookies, frame.Messages)
		}
	})
}

// FuzzLocalPath asks to be led anywhere after signing in: it is always a page
// of the console.
func FuzzLocalPath(f *testing.F) {
	for _, path := range []string{
		"/admin/", "/admin/companies?q=a#b", "//evil.example/admin/", "/admin/../../evil", "/admin/%2e%2e/x", "/admin//evil.example", "/admin/\\evil.example",
		"https://evil.example/admin/", "/admin/\x00", "/admin/;a@b:c", "/admin/%", "/admin/?next=//x", "/admin/..;/x", "",
	} {
		f.Add(path)
	}
	base, err := url.Parse("https://callboard.example/admin/login")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		led := web.LocalPath(path)
		to, err := base.Parse(led)
		if err != nil || to.Host != base.Host || to.Scheme != base.Scheme || !strings.HasPrefix(to.Path, "/admin/") || strings.Contains(to.Path, "/../") {
			t.Errorf("%q leads to %v, %v", path, to, err)
		}
		if web.LocalPath(led) != led {
			t.Errorf("%q leads to %q, and that elsewhere", path, led)
		}
	})
}
