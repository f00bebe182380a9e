package web_test

import (
	"cmp"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models/store/storetest"
	"callboard/web"
)

func TestFormsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	console, err := web.NewConsole(storetest.SQLite(t), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path, body string
		status     int
		media      string // "" for that of a form
	}{
		"a bad escape":           {"/admin/login", "email=%zz", 400, ""},
		"a semicolon":            {"/admin/login", "a;b", 400, ""},
		"a bad escape in a path": {"/admin/login?next=%zz", "email=a", 400, ""},
		"too much":               {"/admin/login", "email=" + strings.Repeat("x", 1<<20), 413, ""},
		"another form":           {"/admin/login", "--x\r\n", 400, "multipart/form-data; boundary=x"},
		"no form":                {"/admin/login", "{}", 400, "application/json"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest("POST", tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", cmp.Or(tt.media, "application/x-www-form-urlencoded"))
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			w := httptest.NewRecorder()
			console.Fail(w, r, console.Check(w, r))
			if w.Code != tt.status || strings.Contains(w.Body.String(), "Something went wrong") {
				t.Errorf("answered %d, want %d: %s", w.Code, tt.status, w.Body)
			}
		})
	}
}

// Fields of a packed form would seem to be missing.
func TestPackedForm(t *testing.T) {
	t.Parallel()
	console, err := web.NewConsole(storetest.SQLite(t), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/admin/login", strings.NewReader("email=a"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Content-Encoding", "gzip")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	if console.Fail(w, r, console.Check(w, r)); w.Code != 400 {
		t.Errorf("answered %d: %s", w.Code, w.Body)
	}
}
