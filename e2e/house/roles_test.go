package house

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"callboard/models"
)

// permissionSpec is a permission in its list in models.
var permissionSpec = regexp.MustCompile(`Permission = "([a-z_.]+)"`)

// TestRolesAreDocumented compares the table of docs/roles.md with what each role
// allows.
func TestRolesAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/roles.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../../models/access.go")
	if err != nil {
		t.Fatal(err)
	}
	var roles []string
	rows := map[string][]string{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `")
		}
		switch {
		case cells[0] == "Permission":
			roles = cells[2:]
		case strings.HasPrefix(line, "| `"):
			rows[cells[0]] = cells[2:]
		}
	}
	permissions := permissionSpec.FindAllStringSubmatch(string(source), -1)
	if len(permissions) == 0 || len(roles) != len(models.Roles()) {
		t.Fatalf("found %d permissions, and the columns %v for the roles %v", len(permissions), roles, models.Roles())
	}
	for _, match := range permissions {
		permission := models.Permission(match[1])
		for i, role := range models.Roles() {
			want := map[bool]string{true: "yes", false: "no"}[role.Allows(permission)]
			if row := rows[match[1]]; len(row) != len(roles) || row[i] != want {
				t.Errorf("the row of %s has %v, and %q of %s shall be %s", permission, row, roles[i], role, want)
			}
		}
		delete(rows, match[1])
	}
	for permission := range rows {
		t.Errorf("there is no permission %s", permission)
	}
}
