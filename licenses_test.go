package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"callboard/static"
)

var update = flag.Bool("update", false, "write the licences anew")

// licenseName is what a module calls the file of its licence.
var licenseName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([.-].*)?$`)

// What is in the program is named with its licence, and nothing else: run with
// -update after a module came or went.
func TestLicenses(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("Callboard is licensed under the Apache License 2.0. It holds what others have made:\n")
	parts := append(modules(t), goItself(t), htmx(t))
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.name, b.name) })
	for _, p := range parts {
		fmt.Fprintf(&text, "\n%s\n%s\n\n%s\n", p.name, strings.Repeat("=", len(p.name)), strings.TrimSpace(p.license))
	}
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&text, "\nCallboard itself\n================\n\n%s\n", strings.TrimSpace(string(own)))
	if *update {
		if err := os.WriteFile("static/licenses.txt", []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if static.Licenses != text.String() {
		t.Error("static/licenses.txt is not what the program holds: go test -run TestLicenses -update .")
	}
}

// part is something that others made, and its licence.
type part struct{ name, license string }

// modules are those that the program is built of, for Linux.
func modules(t *testing.T) []part {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=Module", ".")
	list.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var parts []part
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return parts
		} else if err != nil {
			t.Fatal(err)
		}
		if pkg.Module == nil || pkg.Module.Main {
			continue
		}
		name := pkg.Module.Path + " " + pkg.Module.Version
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			parts = append(parts, part{name, licensesIn(t, pkg.Module.Dir)})
		}
	}
}

// licensesIn reads the licences that lie in a folder.
func licensesIn(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, file := range files {
		if !file.IsDir() && licenseName.MatchString(file.Name()) {
			text, err := os.ReadFile(filepath.Join(dir, file.Name()))
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, strings.TrimSpace(string(text)))
		}
	}
	if len(texts) == 0 {
		t.Errorf("no licence in %s", dir)
	}
	return strings.Join(texts, "\n\n")
}

// goItself is the standard library and the runtime.
func goItself(t *testing.T) part {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return part{"Go", licensesIn(t, strings.TrimSpace(string(root)))}
}

// htmx lies beside the scripts.
func htmx(t *testing.T) part {
	t.Helper()
	text, err := os.ReadFile("static/htmx.LICENSE.txt")
	if err != nil {
		t.Fatal(err)
	}
	return part{"htmx", string(text)}
}
