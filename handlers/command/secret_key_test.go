package command_test

import (
	"regexp"
	"testing"
)

// A key that somebody may have read is changed by one command, which says what to
// keep.
func TestSecretKeyIsChanged(t *testing.T) {
	t.Parallel()
	sh := shell{t: t, dir: t.TempDir()}
	sh.must(hex, "company", "add", "Northwind Fitness")
	out, log, err := sh.run("secret-key", "change")
	want := regexp.MustCompile(`^The secret key has the id [0-9a-f]{16} now; 0 secrets are encrypted with it\.
Backups from before need the former key, which is in \S+/secret\.key\.[0-9a-f]{16}\. Keep it with them, and give the new one to every instance\.
$`)
	if out != "" || !want.MatchString(log) || err != nil {
		t.Errorf("prints %q and %q: %v", out, log, err)
	}
	sh.must(hex, "company", "add", "Elsewhere")
}
