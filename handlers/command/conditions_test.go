package command_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store/storetest"
)

// conditionChild makes this test binary a child that runs conditions.
const conditionChild = "condition-child"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == conditionChild {
		if err := condition.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestConditionsCheck lists the conditions that mean something else than when they
// were saved.
func TestConditionsCheck(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		sh := shell{t: t, database: database, dir: t.TempDir()}
		if out, log, err := sh.run("conditions", "check"); out != "" || log != "Nothing found.\n" || err != nil {
			t.Errorf("nothing saved yet: %q, %q, %v", out, log, err)
		}
		s, err := sh.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		company := storetest.Company(t, s)
		location := storetest.Location(t, s, company)
		save := func(resource, text string) models.Callback {
			c := models.Callback{
				Kind: models.KindPostback, CompanyID: company.ID, LocationID: location.ID,
				URL: "https://pos.example/receiver", IsActive: true, Types: []models.CallbackType{{Type: resource + ".*"}},
				Settings: models.Settings{Actions: []models.Action{models.Create, models.Update, models.Delete}, Condition: text},
			}
			if err := s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
				t.Fatal(err)
			}
			return c
		}
		sale := save("transaction", "action == 'create'")
		set := save("contact", "city = 'Delft'")
		save("contact", "city == 'Delft' && event_type == 'contact.updated' && event.type != ''")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		out, _, err := sh.run("conditions", "check")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if err != nil || len(lines) != 4 {
			t.Fatalf("prints %q: %v", out, err)
		}
		for _, line := range lines[:3] {
			if !strings.HasPrefix(line, sale.PublicID+"\t") || !strings.HasSuffix(line, ": was event.action, is the record's field") {
				t.Errorf("of the action: %q", line)
			}
		}
		if !strings.HasPrefix(lines[3], set.PublicID+"\t") || !strings.HasSuffix(lines[3], "Did you mean ==?") {
			t.Errorf("of the assignment: %q", lines[3])
		}
	})
}
