package e2e

import (
	"bytes"
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

func TestFirstStart(t *testing.T) {
	t.Parallel()

	p := start(t)
	if code, body := p.get("/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("healthz answers %d %q", code, body)
	}
	until(t, "ready", func() bool { code, _ := p.get("/readyz"); return code == http.StatusOK })
	first := p.setup
	p.stop()
	p.run()
	if p.setup == first || p.setup == "" {
		t.Errorf("the set-up link is %q, and was %q", p.setup, first)
	}
	second := strings.TrimPrefix(p.setup, p.url)
	if code, _ := p.get(strings.TrimPrefix(first, p.url)); code != http.StatusNotFound {
		t.Errorf("the link of the earlier start answers %d", code)
	}
	if code, _ := p.get(second); code != http.StatusOK {
		t.Errorf("the link answers %d", code)
	}
	p.admin()
	if code, _ := p.get(second); code != http.StatusNotFound {
		t.Errorf("the used link answers %d", code)
	}
	p.stop()
	p.run()
	if p.setup != "" {
		t.Errorf("with a user, it prints %q", p.setup)
	}
}

// TestARefusedStart sees the program end with a reason instead of working
// half.
func TestARefusedStart(t *testing.T) {
	t.Parallel()

	p := start(t)
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a folder that another server uses", p.flags, 1, "another server uses"},
		{"an address that another program uses", []string{"-listen", p.listen, "-data", t.TempDir()}, 1, "address already in use"},
		{"a demo with a database", []string{"-demo", "-database", "mysql://a@b/c"}, 2, "leave -database"},
		{
			"a database that is not there",
			[]string{"-data", t.TempDir(), "-database", "mysql://a@127.0.0.1:1/c"},
			1,
			"callboard: open the database: the database server at 127.0.0.1:1 cannot be reached: connection refused\n",
		},
		{"a parameter of a database that there is not", []string{"-data", t.TempDir(), "-database", "mysql://a@b/c?charset=utf8"}, 1, `parameter "charset"`},
		{"a verb that there is not", []string{"company", "remove"}, 2, "There is no command"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := test.args
			if test.code == 1 && test.args[0] != "-listen" {
				args = append([]string{"-listen", "127.0.0.1:0"}, args...)
			}
			var said bytes.Buffer
			cmd := exec.CommandContext(t.Context(), path, args...)
			cmd.Stderr = &said
			err := cmd.Run()
			ended, _ := errors.AsType[*exec.ExitError](err)
			if ended == nil || ended.ExitCode() != test.code || !strings.Contains(said.String(), test.says) {
				t.Errorf("ended with %v, saying %s", err, said.String())
			}
		})
	}
}

func TestTheDemoComesBack(t *testing.T) {
	t.Parallel()

	p := start(t, "-demo")
	admin := p.admin()
	for range 2 {
		until(t, "deliveries in the log", func() bool {
			_, text := admin.get("/admin/deliveries")
			return badges(t, text)["Delivered"] > 0
		})
		_, text := admin.get("/admin/companies")
		if n := strings.Count(page(t, text).Find("tbody").Text(), "Northwind Gyms"); n != 1 {
			t.Errorf("the list holds %d sample companies", n)
		}
		p.stop()
		p.run()
	}
}
