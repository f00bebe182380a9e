package console

import (
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// The audit log says who did what, and what was before; a manager sees the
// company's alone.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t, atNoon)
	company := storetest.Company(t, s)
	elsewhere := models.Company{Name: "Elsewhere", Active: true}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &elsewhere); err != nil {
		t.Fatal(err)
	}
	manager := as(t, s, models.Manager, company.Owner())
	manager.post("/admin/companies/"+company.PublicID+"/settings", map[string][]string{"name": {"Northwind Renamed"}, "version": {"1"}, "active": {"yes"}})

	shown := manager.get("/admin/audit").wants(t, 200)
	if got := shown.text("tbody tr:first-child"); !strings.Contains(got, "manager@northwind.example Changed a company Northwind Renamed Company Northwind Renamed") {
		t.Errorf("the newest: %q", got)
	}
	if got := shown.text("tbody"); strings.Contains(got, "Elsewhere") || strings.Contains(got, "Signed in") {
		t.Errorf("shows what is not the company's: %q", got)
	}
	open := manager.get(shown.Find("tbody tr:first-child td a").AttrOr("href", "")).wants(t, 200)
	if got := open.text(".compare tbody"); !strings.Contains(got, "Name "+company.Name+" Northwind Renamed") {
		t.Errorf("what changed: %q", got)
	}
	for address, want := range map[string]int{
		"?actor=manager@": 1, "?actor=nobody": 0, "?object=renamed": 1, "?kind=callback": 0, "?from=2026-11-22&to=2026-11-22": shown.Find("tbody tr").Length(),
		"?to=2026-11-21": 0, "?from=2026-11-23": 0,
	} {
		if got := manager.get("/admin/audit"+address).wants(t, 200).Find("tbody tr").Length(); got != want {
			t.Errorf("%s: %d entries, want %d", address, got, want)
		}
	}
	if got := manager.get("/admin/audit?from=yesterday").wants(t, 422).text("#problem"); !strings.Contains(got, "Enter a day like 2026-11-30") {
		t.Errorf("says %q", got)
	}
	as(t, s, models.Viewer, company.Owner()).get("/admin/audit").wants(t, 403)
	if got := as(t, s, models.Admin, models.Owner{}).get("/admin/audit?object=viewer@northwind").text("tbody"); !strings.Contains(got, "Signed in") {
		t.Errorf("the admin sees %q", got)
	}
}
