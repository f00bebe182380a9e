// Package e2e drives the built program from outside: by its command line, its
// APIs and a browser, with receivers that answer as a script says.
package e2e

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"callboard/models/store/storetest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // of doors that run inside the test
	code := m.Run()
	closeBrowser()
	if dir, err := workshop(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// workshop is the folder of the built program, gone after the run.
var workshop = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "callboard") })

// binary builds the program once.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := workshop()
	if err != nil {
		return "", err
	}
	return build(filepath.Join(dir, "callboard"))
})

// build builds the program, with the race detector when the tests have it too.
func build(path string, flags ...string) (string, error) {
	args := append([]string{"build", "-o", path}, flags...)
	if raceDetector {
		args = append(args, "-race")
	}
	build := exec.Command("go", append(args, "callboard")...)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}

// onBoth runs a journey on SQLite and on MariaDB.
func onBoth(t *testing.T, journey func(t *testing.T, p *program)) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		flags := []string{"-allow-destinations", "127.0.0.1/32"}
		if database != "" {
			flags = append(flags, "-database", database)
		}
		journey(t, start(t, flags...))
	})
}
