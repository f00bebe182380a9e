package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// fill writes a log of three companies. MariaDB plans by what tables hold,
// SQLite only by what they are.
func fill(t *testing.T, db *gorm.DB) {
	t.Helper()
	size := models.ID(3000)
	if db.Name() == "sqlite" {
		size = 150
	}
	start := models.FirstIDAt(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	create := func(rows any) {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	for c := range models.ID(3) {
		create(&models.Company{ID: c + 1, PublicID: fmt.Sprintf("c%d", c+1), Name: "Northwind"})
		create(&models.Location{ID: c + 1, PublicID: fmt.Sprintf("l%d", c+1), CompanyID: c + 1, Name: "Centre"})
		create(&models.Callback{ID: c + 1, PublicID: fmt.Sprintf("b%d", c+1), CompanyID: c + 1, LocationID: c + 1})
	}
	var events []models.Event
	var deliveries []models.Delivery
	for i := range size {
		id, of := start+i*1000, i%3+1
		events = append(events, models.Event{ID: id, PublicID: fmt.Sprintf("e%d", i), CompanyID: of, LocationID: of, RecordID: fmt.Sprintf("r%d", i%100)})
		deliveries = append(deliveries, models.Delivery{
			ID: id, EventID: id, CompanyID: of, LocationID: of, CallbackID: of, EventType: "contact.updated",
			Host: "pos.example.org", Status: models.Statuses[i%7], DueAt: models.Millis(i % 7 / 6),
		})
	}
	if err := db.CreateInBatches(events, 500).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.CreateInBatches(deliveries, 500).Error; err != nil {
		t.Fatal(err)
	}
	var members []models.BatchMember
	for i, d := range deliveries {
		members = append(members, models.BatchMember{DeliveryID: d.ID, BatchID: models.ID(i / 10)})
	}
	if err := db.CreateInBatches(members, 500).Error; err != nil {
		t.Fatal(err)
	}
}

// runs are the questions whose plans matter, with the index that answers them.
var runs = []struct {
	name  string
	scope models.Scope
	f     deliverylog.Filter
	index string
}{
	{"everything", models.Everything, deliverylog.Filter{}, "deliveries_status"},
	{"failed of the last day", models.Everything, deliverylog.Filter{Status: []models.Status{models.Failed}, Range: "24h"}, "deliveries_status"},
	{"company", models.Everything, deliverylog.Filter{Company: "c1"}, "deliveries_company"},
	{"location", models.Everything, deliverylog.Filter{Location: "l1", Types: []string{"contact.updated"}}, "deliveries_location"},
	{"callback", models.Everything, deliverylog.Filter{Callback: "b1", Code: "5xx"}, "deliveries_callback"},
	{"callback older", models.Everything, deliverylog.Filter{Callback: "b1", Host: "pos.example.org"}, "deliveries_callback"},
	{"event", models.Everything, deliverylog.Filter{Event: "e17"}, "deliveries_event"},
	{"record", models.Everything, deliverylog.Filter{Q: "r17"}, "deliveries_event"},
	{"some", models.Everything, deliverylog.Filter{Deliveries: []models.ID{1000, 2000}, Status: []models.Status{models.Failed}}, "PRIMARY"},
	{"of a run", models.Scope{Companies: []models.ID{1}}, deliverylog.Filter{Run: 5}, "PRIMARY"},
	{"of a batch", models.Everything, deliverylog.Filter{Batch: 5}, "PRIMARY"},
	{"my company's of a batch", models.Scope{Companies: []models.ID{1}}, deliverylog.Filter{Batch: 5, Status: []models.Status{models.Failed}}, "PRIMARY"},
	{"host", models.Everything, deliverylog.Filter{Q: "pos.example.org"}, "deliveries_status"},
	{"my company", models.Scope{Companies: []models.ID{1}}, deliverylog.Filter{}, "deliveries_company"},
	{"my locations", models.Scope{Locations: []models.ID{1, 2}}, deliverylog.Filter{}, "deliveries_location"},
	{"my company's failed", models.Scope{Companies: []models.ID{1}}, deliverylog.Filter{Status: []models.Status{models.Failed}}, "deliveries_company"},
}

func TestPlans(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db, err := sqldb.Open(t.Context(), address, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		fill(t, db.DB)
		noon := func() time.Time { return time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC) }
		for _, run := range runs {
			log := store.DeliveryLog{DB: db.DB, Scope: run.scope, Now: noon}
			page, counts, args, err := log.Statements(t.Context(), run.f)
			if err != nil || page == "" {
				t.Fatalf("%s: %q, %v", run.name, page, err)
			}
			sorts := run.index == "deliveries_event" // a few rows
			for what, text := range map[string]string{"page": page, "counts": counts} {
				for _, flaw := range flaws(t, db.DB, db.Raw(text, args...), run.index, sorts) {
					t.Errorf("%s of %s: %s", what, run.name, flaw)
				}
			}
		}
		problemPlans(t, db.DB, noon)
		eventPlans(t, db.DB)
		claim := db.Raw("SELECT id, callback_id FROM deliveries WHERE due_at > 0 AND due_at <= ? ORDER BY due_at LIMIT 50", 5)
		next := db.Raw("SELECT due_at FROM deliveries WHERE due_at > 0 ORDER BY due_at LIMIT 1")
		for what, q := range map[string]*gorm.DB{"claim": claim, "next due": next} {
			for _, flaw := range flaws(t, db.DB, q, "deliveries_due", false) {
				t.Errorf("%s: %s", what, flaw)
			}
		}
	})
}

// problemPlans looks at the statements that group what failed: only the few
// rows that were looked at may be sorted, for their groups.
func problemPlans(t *testing.T, db *gorm.DB, now func() time.Time) {
	t.Helper()
	for _, run := range runs {
		log := store.DeliveryLog{DB: db, Scope: run.scope, Now: now}
		groups, oldest, args, err := log.ProblemStatements(t.Context(), run.f)
		if err != nil || groups == "" {
			t.Fatalf("problems of %s: %q, %v", run.name, groups, err)
		}
		for _, flaw := range flaws(t, db, db.Raw(groups, args...), run.index, true) {
			t.Errorf("problems of %s: %s", run.name, flaw)
		}
		for _, flaw := range flaws(t, db, db.Raw(oldest, args...), run.index, run.index == "deliveries_event") {
			t.Errorf("oldest of %s: %s", run.name, flaw)
		}
	}
}

// eventPlans looks at the statements that list events.
func eventPlans(t *testing.T, db *gorm.DB) {
	t.Helper()
	mine, local := models.Scope{Companies: []models.ID{1}}, models.Scope{Locations: []models.ID{1, 2}}
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	types := make([]string, 30)
	for i := range types {
		types[i] = fmt.Sprintf("contact.%d", i)
	}
	for _, list := range []struct {
		name  string
		scope models.Scope
		f     deliverylog.Events
		index string
	}{
		{"company", models.Everything, deliverylog.Events{}, "events_company"},
		{"my company", mine, deliverylog.Events{After: models.FirstIDAt(day.AddDate(0, 0, 1)), From: day}, "events_company"},
		{"tests", mine, deliverylog.Events{Test: "yes", To: day}, "events_company"},
		{"location", mine, deliverylog.Events{Location: 1, Types: types[:1]}, "events_location"},
		{"my locations", local, deliverylog.Events{After: models.FirstIDAt(day.AddDate(0, 0, 1))}, "events_location"},
		{"types", mine, deliverylog.Events{Types: types[:2], From: day}, "events_type"},
		{"many types", mine, deliverylog.Events{Types: types}, "events_company"},
	} {
		list.f.Company, list.f.Limit = 1, 51
		text, args := store.DeliveryLog{DB: db, Scope: list.scope}.EventStatement(list.f)
		for _, flaw := range flaws(t, db, db.Raw(text, args...), list.index, false) {
			t.Errorf("events of %s: %s", list.name, flaw)
		}
	}
}

// flaws says what is wrong with the plan of a question: it must read the
// index, and nothing but the merged rows may be looked through or sorted.
func flaws(t *testing.T, db *gorm.DB, q *gorm.DB, index string, sorts bool) []string {
	t.Helper()
	text := db.ToSQL(func(tx *gorm.DB) *gorm.DB { return tx.Raw(q.Statement.SQL.String(), q.Statement.Vars...) })
	if db.Name() == "mysql" {
		return mariaFlaws(t, db, text, index, sorts)
	}
	var steps []struct{ Detail string }
	if err := db.Raw("EXPLAIN QUERY PLAN " + text).Scan(&steps).Error; err != nil {
		t.Fatal(err)
	}
	var found []string
	used := false
	for _, step := range steps {
		d := step.Detail
		used = used || strings.Contains(d, index)
		scanned := strings.HasPrefix(d, "SCAN ") && !strings.HasPrefix(d, "SCAN r")
		sorted := strings.Contains(d, "TEMP B-TREE") && !sorts
		if scanned || sorted {
			found = append(found, d)
		}
	}
	if !used {
		found = append(found, "does not use "+index)
	}
	return found
}

func mariaFlaws(t *testing.T, db *gorm.DB, text, index string, sorts bool) []string {
	t.Helper()
	var steps []struct{ Table, Type, Key, Extra string }
	if err := db.Raw("EXPLAIN " + text).Scan(&steps).Error; err != nil {
		t.Fatal(err)
	}
	var found []string
	table, used := "deliveries", false
	if strings.HasPrefix(index, "events_") {
		table = "events"
	}
	for _, step := range steps {
		if step.Table == "batch_members" && (step.Type == "ALL" || step.Type == "index") {
			found = append(found, fmt.Sprintf("%+v", step))
		}
		if step.Table != table {
			continue
		}
		used = used || step.Key == index
		sorted := strings.Contains(step.Extra, "filesort") && !sorts
		if step.Key != index || step.Type == "ALL" || step.Type == "index" || sorted {
			found = append(found, fmt.Sprintf("%+v", step))
		}
	}
	if !used {
		found = append(found, "does not use "+index)
	}
	return found
}
