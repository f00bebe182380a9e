package command_test

import (
	"errors"
	"testing"

	"callboard/models"
)

// Whoever runs the server lets an admin in again who has lost the password, and
// shuts out somebody who has left.
func TestLostPassword(t *testing.T) {
	t.Parallel()
	sh := shell{t: t, dir: t.TempDir(), stdin: "correct horse battery\n"}
	company := sh.must(hex, "company", "add", "Northwind Fitness")
	sh.must(`[0-9A-Z]{13}`, "user", "add", "-password-stdin", "-role", "admin", "-email", "root@example.org")
	sh.must(`[0-9A-Z]{13}`, "user", "add", "-email", "ines@example.org", "-role", "manager", "-company", company, "-password-stdin")

	said := func(want string, args ...string) {
		t.Helper()
		out, log, err := sh.run(args...)
		if out != "" || log != want || err != nil {
			t.Errorf("%v prints %q and %q: %v", args, out, log, err)
		}
	}
	sh.stdin = "a new and longer password\n"
	said("root@example.org has the new password now, and is signed out everywhere.\n", "user", "set-password", "-email", "Root@example.org", "-password-stdin")
	said("ines@example.org cannot sign in any more, and is signed out everywhere.\n", "user", "disable", "-email", "ines@example.org")
	out, _, err := sh.run("user", "list")
	if want := "root@example.org\tactive\tadmin of the whole system\nines@example.org\tdisabled\tmanager of Northwind Fitness\n"; out != want || err != nil {
		t.Errorf("list: %q: %v", out, err)
	}
	s, err := sh.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for email, want := range map[string]error{"root@example.org": nil, "ines@example.org": models.ErrSignIn} {
		if _, err := s.SignIn(t.Context(), email, "a new and longer password", "192.0.2.1"); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", email, err, want)
		}
	}
	said("ines@example.org can sign in again.\n", "user", "enable", "-email", "ines@example.org")
	if _, err := s.SignIn(t.Context(), "ines@example.org", "correct horse battery", "192.0.2.1"); err != nil {
		t.Errorf("enabled again: %v", err)
	}
	for want, args := range map[string][]string{
		`nobody signs in with "who@example.org"`:                 {"user", "disable", "-email", "who@example.org"},
		"This is the last Admin. Make someone else Admin first.": {"user", "disable", "-email", "root@example.org"},
	} {
		if _, _, err := sh.run(args...); err == nil || err.Error() != want {
			t.Errorf("%v: %v", args, err)
		}
	}
	sh.stdin = "short\n"
	if _, _, err := sh.run("user", "set-password", "-email", "root@example.org", "-password-stdin"); err == nil || err.Error() != "Password must be 12 characters or more" {
		t.Errorf("a short one: %v", err)
	}
}
