package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestSetup(t *testing.T) {
	t.Parallel()
	const path = "/admin/setup?token=" + setupToken
	s := storetest.SQLite(t)
	site := open(t, s)
	if text := site.get("/admin/login").wants(t, 200).text("main"); !strings.Contains(text, "Nobody can sign in yet") {
		t.Errorf("sign-in page says %q", text)
	}
	site.get("/admin/setup?token=guess").wants(t, 404)
	site.get("/admin/setup").wants(t, 404)
	site.get(path).wants(t, 200)

	short := site.post(path, url.Values{"email": {"you@example.com"}, "password": {"short"}}).wants(t, 422)
	if got := short.text("#problem li"); got != "Password must be 12 characters or more" {
		t.Errorf("problems: %q", got)
	}
	if got := short.title(); got != "Error: Set up – Callboard" {
		t.Errorf("title: %q", got)
	}
	if value, _ := short.Find("#email").Attr("value"); value != "you@example.com" {
		t.Errorf("typed e-mail is gone: %q", value)
	}
	form := url.Values{"email": {"you@example.com"}, "password": {storetest.Password}, "password_again": {"other"}}
	if got := site.post(path, form).wants(t, 422).text("#problem li"); got != "Both passwords must be the same" {
		t.Errorf("problems: %q", got)
	}
	form.Set("password_again", storetest.Password)
	if to := site.post(path, form).wants(t, 303).header.Get("Location"); to != "/admin/" {
		t.Errorf("leads to %q", to)
	}
	home := site.get("/admin/").wants(t, 200)
	if got := home.text("#messages"); !strings.HasPrefix(got, "Callboard is set up") {
		t.Errorf("message: %q", got)
	}
	if got := site.get("/admin/").text("#messages"); got != "" {
		t.Errorf("message on the second page: %q", got)
	}
	site.get(path).wants(t, 404)
	site.post(path, form).wants(t, 404)
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site := as(t, s, models.Viewer, models.Owner{})
	for _, cookie := range site.browser.Jar.Cookies(mustURL(t, site.address+"/admin/")) {
		if cookie.Name == "callboard_session" && len(cookie.Value) < 20 {
			t.Errorf("token %q is short", cookie.Value)
		}
	}
	site.get("/admin/").wants(t, 200)
	site.get("/admin/login?next=/admin/companies").wants(t, 303)
	site.get("/admin/logout").wants(t, 404)
	site.post("/admin/logout", nil).wants(t, 303)
	if to := site.get("/admin/companies?q=a").wants(t, 303).header.Get("Location"); to != "/admin/login?next=%2Fadmin%2Fcompanies%3Fq%3Da" {
		t.Errorf("leads to %q", to)
	}
	part := site.get("/admin/companies", "HX-Request", "true", "HX-Current-URL", site.address+"/admin/deliveries?status=failed").wants(t, 401)
	if to := part.header.Get("HX-Redirect"); to != "/admin/login?next=%2Fadmin%2Fdeliveries%3Fstatus%3Dfailed" {
		t.Errorf("htmx is sent to %q", to)
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	user := storetest.User(t, s, "viewer@northwind.example", models.Viewer, models.Owner{})
	form := url.Values{"email": {user.Email}, "password": {storetest.Password}}
	line := open(t, s).post("/admin/login", form).wants(t, 303).header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/admin", "Max-Age=604800"} {
		if !strings.Contains(line, part) {
			t.Errorf("cookie lacks %s: %s", part, line)
		}
	}
	if strings.Contains(line, "Secure") {
		t.Errorf("a cookie for TLS only came over plain HTTP: %s", line)
	}
}

// Under https no header of one request makes a cookie that goes out without TLS, and the
// session of a browser that reaches us in both ways is not carried over.
func TestBehindAProxyWithTLS(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	user := storetest.User(t, s, "viewer@northwind.example", models.Viewer, models.Owner{})
	public := mustURL(t, "https://callboard.example")
	site := openWith(t, Base{Store: s, PublicURL: public, Publisher: discardingPublisher{}, Wake: func() {}, Version: "test"})
	form := url.Values{"email": {user.Email}, "password": {storetest.Password}}
	for _, proto := range []string{"https", "http", ""} {
		in := site.post("/admin/login", form, "Origin", "https://callboard.example", "X-Forwarded-Proto", proto).wants(t, 303)
		line := in.header.Get("Set-Cookie")
		for _, part := range []string{"__Host-callboard_session=", "; Path=/;", "Secure", "HttpOnly", "SameSite=Lax"} {
			if !strings.Contains(line, part) {
				t.Errorf("X-Forwarded-Proto %q: the cookie lacks %s: %s", proto, part, line)
			}
		}
		_, token, _ := strings.Cut(strings.SplitN(line, ";", 2)[0], "=")
		site.browser = newBrowser(t)
		site.get("/admin/companies", "Cookie", "callboard_session="+token).wants(t, 303)
		site.get("/admin/companies", "Cookie", "__Host-callboard_session="+token).wants(t, 200)
	}
	site.post("/admin/login", form, "Origin", "https://evil.example").wants(t, 403)
}

// A browser that comes through plain HTTP, where it keeps no cookie of ours, is told so
// before anything is typed.
func TestSignInWithoutTLS(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	public := mustURL(t, "https://callboard.example")
	site := openWith(t, Base{Store: s, PublicURL: public, Publisher: discardingPublisher{}, Wake: func() {}, SetupToken: setupToken, Version: "test"})
	for _, path := range []string{"/admin/login?next=/admin/companies", "/admin/setup?token=" + setupToken} {
		for header, plain := range map[string]bool{
			"X-Forwarded-Proto: http": true, "Forwarded: for=192.0.2.1;proto=http": true, "X-Forwarded-Proto: https": false, "X-None: ": false,
		} {
			name, value, _ := strings.Cut(header, ": ")
			shown := site.get(path, name, value).wants(t, 200)
			if shown.has(`a[href="https://callboard.example`+path+`"]`) != plain {
				t.Errorf("%s with %s says %q", path, header, shown.text("main"))
			}
		}
	}
}

func TestSignInLeadsOnlyIntoTheConsole(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"a page":        "/admin/companies?q=a",
		"nothing":       "",
		"another site":  "https://evil.example/admin/",
		"no scheme":     "//evil.example/admin/",
		"a backslash":   "/admin/\\evil.example",
		"outside":       "/companies/1",
		"a script":      "javascript:alert(1)",
		"a broken line": "/admin/\r\nSet-Cookie: a=b",
	}
	s := storetest.SQLite(t)
	user := storetest.User(t, s, "viewer@northwind.example", models.Viewer, models.Owner{})
	for name, next := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"email": {user.Email}, "password": {storetest.Password}, "next": {next}}
			to := open(t, s).post("/admin/login", form).wants(t, 303).header.Get("Location")
			want := "/admin/"
			if name == "a page" {
				want = next
			}
			if to != want {
				t.Errorf("leads to %q, want %q", to, want)
			}
		})
	}
}

func TestSignInThrottle(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	user := storetest.User(t, s, "viewer@northwind.example", models.Viewer, models.Owner{})
	site, form := open(t, s), url.Values{"email": {user.Email}, "password": {"a wrong password"}, "next": {"/admin/companies"}}
	for range 5 {
		wrong := site.post("/admin/login", form).wants(t, 422)
		if got := wrong.text("#problem li"); got != "The e-mail or password is not right." {
			t.Fatalf("problems: %q", got)
		}
		if next, _ := wrong.Find("[name=next]").Attr("value"); next != "/admin/companies" {
			t.Fatalf("next is %q", next)
		}
	}
	form.Set("password", storetest.Password)
	waits := site.post("/admin/login", form).wants(t, 429)
	if got := waits.text("#problem li"); got != "Too many tries. Wait 1 minute, then try again." {
		t.Errorf("problems: %q", got)
	}
	if waits.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestForgedForm(t *testing.T) {
	t.Parallel()
	site := as(t, storetest.SQLite(t), models.Admin, models.Owner{})
	form := url.Values{"name": {"Forged"}}
	site.post("/admin/companies", form, "Sec-Fetch-Site", "cross-site").wants(t, 403)
	site.post("/admin/companies", form, "Origin", "https://evil.example").wants(t, 403)
	site.post("/admin/companies", form, "Origin", "").wants(t, 403)
	site.post("/admin/login", url.Values{"email": {"a"}}, "Sec-Fetch-Site", "cross-site").wants(t, 403)
	if list := site.get("/admin/companies").text("main"); strings.Contains(list, "Forged") {
		t.Error("the forged form was obeyed")
	}
	site.post("/admin/companies", form, "Sec-Fetch-Site", "same-origin").wants(t, 303)
}

func TestLargeForm(t *testing.T) {
	t.Parallel()
	site := as(t, storetest.SQLite(t), models.Admin, models.Owner{})
	site.post("/admin/companies", url.Values{"name": {strings.Repeat("a", 1<<20)}}).wants(t, http.StatusRequestEntityTooLarge)
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
