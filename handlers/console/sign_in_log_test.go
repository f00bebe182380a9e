package console

import (
	"bytes"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
	"callboard/web"
)

// TestSignInLog is not parallel: it looks at the program's log. It tells who came in,
// and who did not, but nothing that was typed.
func TestSignInLog(t *testing.T) {
	s := storetest.SQLite(t)
	user := storetest.User(t, s, "ann@northwind.example", models.Admin, models.Owner{})
	site := open(t, s)
	var lines bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&lines, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	actor := `actor="` + web.ActorID(user.Actor("")) + `"`
	for _, try := range []struct {
		email, password, says string
		known                 bool
	}{
		{"planted@northwind.example", "a wrong password", `msg="sign-in refused" address=127.0.0.1`, false},
		{user.Email, "a wrong password", `msg="sign-in refused" address=127.0.0.1`, true},
		{user.Email, storetest.Password, `msg="signed in" address=127.0.0.1`, true},
	} {
		lines.Reset()
		site.post("/admin/login", url.Values{"email": {try.email}, "password": {try.password}})
		got := lines.String()
		if !strings.Contains(got, try.says) || strings.Contains(got, actor) != try.known {
			t.Errorf("%s: the log says %s", try.email, got)
		}
		if strings.Contains(got, "northwind") || strings.Contains(got, try.password) {
			t.Errorf("%s: the log repeats what was typed: %s", try.email, got)
		}
	}
	lines.Reset()
	site.get("/admin/companies").wants(t, 200)
	site.get("/admin/nothing").wants(t, 404)
	if got := lines.String(); strings.Contains(got, "/admin/companies") || !strings.Contains(got, "status=404") {
		t.Errorf("the log says %s", got)
	}
}
