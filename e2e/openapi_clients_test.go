package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestClientsMadeOfTheDescription has generators of two languages make a client
// of the OpenAPI document. A program that uses it must pass its compiler at its
// strictest, and publish an event with data.
func TestClientsMadeOfTheDescription(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, files string
		commands    []string
	}{
		{"TypeScript", "../tools/openapi", []string{
			"node node_modules/openapi-typescript/bin/cli.js openapi.json -o callboard.d.ts",
			"node node_modules/typescript/bin/tsc --project tsconfig.json",
			"node publish.js",
		}},
		{"Go", "../tools/openapi/go", []string{
			"go tool oapi-codegen -generate types,client -package main -o client.go openapi.json",
			"go build -o publish .",
			"./publish",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			company, manager := p.company("Contoso")
			code, document := p.get("/api/v1/openapi.json")
			if code != http.StatusOK {
				t.Fatalf("%d %s", code, document)
			}
			dir := clientFolder(t, tt.files, document)
			id := ""
			for _, command := range tt.commands {
				words := strings.Fields(command)
				cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "CALLBOARD_URL="+p.url, "CALLBOARD_KEY="+manager.key, "CALLBOARD_COMPANY="+company)
				output, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v (make install installs it)\n%s", command, err, output)
				}
				id = strings.TrimSpace(string(output))
			}
			event := manager.call(http.MethodGet, "/api/v1/companies/"+company+"/events/"+id, "")
			if event.code != http.StatusOK || !strings.Contains(event.body, `"lists":["l1","l2"]`) {
				t.Errorf("published %q: %d %s", id, event.code, event.body)
			}
		})
	}
}

// clientFolder holds the document and the files of a program that uses it, with
// the packages of npm where they were installed.
func clientFolder(t *testing.T, files, document string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "openapi.json"), []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "tsconfig.json", "publish.ts", "go.mod", "go.sum", "publish.go"} {
		text, err := os.ReadFile(filepath.Join(files, name))
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	modules, err := filepath.Abs(filepath.Join(files, "node_modules"))
	if err == nil {
		err = os.Symlink(modules, filepath.Join(dir, "node_modules"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
