package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// The address of the database comes from standard input, where its password is not
// seen; what is copied is told beside the output.
func TestCopyReadsTheAddress(t *testing.T) {
	t.Parallel()
	sh := shell{t: t, dir: t.TempDir()}
	id := sh.must(hex, "company", "add", "Northwind Fitness")
	to := storetest.MariaURL(t)
	sh.stdin = to + "\n"
	out, log, err := sh.run("copy", "-to", "-")
	if out != "" || err != nil || !strings.Contains(log, "Copied ") || !strings.Contains(log, "secret key belongs to the copy") {
		t.Fatalf("prints %q and %q: %v", out, log, err)
	}
	s := storetest.Open(t, to, func(o *store.Options) { o.SecretFile = filepath.Join(sh.dir, "secret.key") })
	if c, err := s.Company(t.Context(), models.Everything, id); err != nil || c.Name != "Northwind Fitness" {
		t.Errorf("the copy holds %+v: %v", c, err)
	}
	if _, _, err := sh.run("copy", "-to", "-"); err == nil || !strings.Contains(err.Error(), "holds records already") {
		t.Errorf("a second copy: %v", err)
	}
	sh.stdin = ""
	if _, _, err := sh.run("copy", "-to", "-"); err == nil {
		t.Error("no address is taken for one")
	}
}

// A backup is named on standard output, and the key that belongs to it beside it.
func TestBackupNamesTheKey(t *testing.T) {
	t.Parallel()
	sh := shell{t: t, dir: t.TempDir()}
	sh.must(hex, "company", "add", "Northwind Fitness")
	file := filepath.Join(t.TempDir(), "copy.db")
	out, log, err := sh.run("backup", file)
	if out != file+"\n" || err != nil || !strings.Contains(log, filepath.Join(sh.dir, "secret.key")) {
		t.Errorf("prints %q and %q: %v", out, log, err)
	}
	sh.database = storetest.MariaURL(t)
	if _, _, err := sh.run("backup", file+"2"); err == nil || !strings.Contains(err.Error(), "mysqldump") {
		t.Errorf("of MariaDB: %v", err)
	}
}
