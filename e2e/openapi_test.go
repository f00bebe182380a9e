package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// TestDescriptionOfTheAPIIsValid has an independent validator read the
// OpenAPI document of the running program, and copies of it with one mistake.
func TestDescriptionOfTheAPIIsValid(t *testing.T) {
	t.Parallel()
	code, text := start(t).get("/api/v1/openapi.json")
	if code != http.StatusOK {
		t.Fatalf("%d %s", code, text)
	}
	if problems := validated(t, text); problems != "" {
		t.Errorf("not valid:\n%s", problems)
	}
	mistakes := []struct{ name, old, new, says string }{
		{"a title that is missing", `"title":"Callboard",`, ``, "`title` must be present"},
		{"a licence that is missing", `,"license":{"name":"Apache License 2.0","identifier":"Apache-2.0"}`, ``, "`license`"},
		{
			"an operation that names no refusal",
			`"401":{"$ref":"#/components/responses/Unauthorized"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/UnprocessableEntity"},`,
			``, "`4XX`",
		},
		{"a reference to nothing", `{"$ref":"#/components/schemas/Company"}`, `{"$ref":"#/components/schemas/Nobody"}`, "Can't resolve $ref"},
		{"a path parameter that is not described", `"parameters":[{"name":"company","in":"path"`, `"parameters":[{"name":"firm","in":"path"`, "path parameter `{company}`"},
		{"one operation twice", `"operationId":"showCompany"`, `"operationId":"listCompanies"`, "unique `operationId`"},
		{"a member that OpenAPI has not", `"operationId":"showCompany"`, `"operationId":"showCompany","frob":1`, "`frob` is not expected"},
		{"a type that JSON has not", `"type":"integer"`, `"type":"number of things"`, "`type` can be one of"},
	}
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			broken := strings.Replace(text, tt.old, tt.new, 1)
			if broken == text || !json.Valid([]byte(broken)) {
				t.Fatalf("the document has no %s", tt.old)
			}
			if problems := validated(t, broken); !strings.Contains(problems, tt.says) {
				t.Errorf("found %q, not %q", problems, tt.says)
			}
		})
	}
}

// validated returns what the validator of tools/openapi finds wrong.
func validated(t *testing.T, document string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "../tools/openapi/check.mjs")
	var problems, errors bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(document), &problems, &errors
	if err := cmd.Run(); err != nil {
		t.Fatalf("the validator does not run (make install installs it): %v\n%s", err, errors.String())
	}
	return problems.String()
}
