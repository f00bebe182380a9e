package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/views"
	"callboard/web"
)

// The browser may be answered by one instance when it posts a form, and by
// another when it follows to the next page.
func TestFlashOfAnotherInstance(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var instances [2]*web.Console
	var user models.User
	for i := range instances {
		s := storetest.Open(t, "", func(o *store.Options) { o.Dir, o.Server = dir, false })
		if i == 0 {
			user = storetest.User(t, s, "ines@example.org", models.Admin, models.Owner{})
		}
		console, err := web.NewConsole(s, nil, "test")
		if err != nil {
			t.Fatal(err)
		}
		instances[i] = console
	}
	post, answer := httptest.NewRequest(http.MethodPost, "/admin/companies", nil), httptest.NewRecorder()
	if err := instances[0].SignIn(answer, post, user); err != nil {
		t.Fatal(err)
	}
	if err := instances[0].Flash(answer, post, views.Message{Text: "Saved."}); err != nil {
		t.Fatal(err)
	}
	next := httptest.NewRequest(http.MethodGet, "/admin/", nil)
	for _, cookie := range answer.Result().Cookies() {
		next.AddCookie(cookie)
	}
	frame := instances[1].Frame(httptest.NewRecorder(), next, "")
	if len(frame.Messages) != 1 || frame.Messages[0].Text != "Saved." {
		t.Errorf("the other instance shows %+v to %q", frame.Messages, frame.Email)
	}
}

// Somebody posts one form after the other and looks at no page, as a program does.
// The newest messages are kept, as many as a cookie holds.
func TestFlashMessagesThatNobodyReads(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	console, err := web.NewConsole(s, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	user := storetest.User(t, s, "ines@example.org", models.Admin, models.Owner{})
	kept := map[string]*http.Cookie{}
	send := func(act func(w http.ResponseWriter, r *http.Request) error) {
		r, w := httptest.NewRequest(http.MethodPost, "/admin/companies", nil), httptest.NewRecorder()
		for _, cookie := range kept {
			r.AddCookie(cookie)
		}
		if err := act(w, r); err != nil {
			t.Fatal(err)
		}
		for _, cookie := range w.Result().Cookies() {
			kept[cookie.Name] = cookie
		}
	}
	send(func(w http.ResponseWriter, r *http.Request) error { return console.SignIn(w, r, user) })
	for i := range 60 {
		text := fmt.Sprintf("Saved %d, which is called %s.", i, strings.Repeat("x", 100))
		send(func(w http.ResponseWriter, r *http.Request) error {
			return console.Flash(w, r, views.Message{Text: text})
		})
	}
	send(func(w http.ResponseWriter, r *http.Request) error {
		return console.Flash(w, r, views.Message{Text: strings.Repeat("too long ", 1000)})
	})
	next := httptest.NewRequest(http.MethodGet, "/admin/", nil)
	for _, cookie := range kept {
		next.AddCookie(cookie)
	}
	shown := console.Frame(httptest.NewRecorder(), next, "").Messages
	if len(shown) < 5 || !strings.HasPrefix(shown[len(shown)-1].Text, "Saved 59,") {
		t.Errorf("shows %d messages: %+v", len(shown), shown)
	}
}
