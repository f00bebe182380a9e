package web_test

import (
	"net/http"
	"net/http/httptest"
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
