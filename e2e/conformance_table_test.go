package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents are the published documents and what tries each.
func documents() map[string][]trial {
	return map[string][]trial{"000": trials000, "001": slices.Concat(trials001, types001()), "002": trials002, "003": trials003, "004": trials004}
}

// documentRow is a row of the table: | 000 | what | `Test` in `room` |.
var documentRow = regexp.MustCompile("(?m)^\\| (00[0-9]) \\| (.+) \\| `(Test\\w+)`(?: in `(\\w+)`)? \\|$")

// TestTheTableOfDocumentsIsComplete reads conformance.md: every row of its
// table names a test that there is, and every trial has its row.
func TestTheTableOfDocumentsIsComplete(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, row := range documentRow.FindAllStringSubmatch(string(text), -1) {
		number, name, test, room := row[1], row[2], row[3], row[4]
		if test == "TestConformance"+number {
			rows[number+" "+name] = true
		} else if !strings.Contains(testsIn(t, room), "\nfunc "+test+"(t *testing.T) {") {
			t.Errorf("%s: there is no %s", name, test)
		}
	}
	for number, trials := range documents() {
		for _, one := range trials {
			if !rows[number+" "+one.name] {
				t.Errorf("no row, or two trials, for: | %s | %s | `TestConformance%s` |", number, one.name, number)
			}
			delete(rows, number+" "+one.name)
		}
	}
	for row := range rows {
		t.Errorf("no trial for the row %s", row)
	}
}

// testsIn returns the tests of a room, of this one when it has no name.
func testsIn(t *testing.T, room string) string {
	t.Helper()
	if room == "" {
		room = "e2e"
	}
	files, err := filepath.Glob("../" + room + "/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
