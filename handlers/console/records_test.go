package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// newRecordFixture is a fixture that stores records and remembers their events.
func newRecordFixture(t *testing.T) (fixture, *[]models.Event) {
	t.Helper()
	d, events := newFixture(t), &[]models.Event{}
	return d.publishing(t, recordingPublisher{d.s, events}).as(t, models.Manager, d.location.Owner()), events
}

func (d fixture) recordsPath(plural string) string {
	return "/admin/locations/" + d.location.PublicID + "/records/" + plural
}

// TestRecordsThroughTheConsole adds, edits and deletes a contact by its forms.
func TestRecordsThroughTheConsole(t *testing.T) {
	t.Parallel()
	d, events := newRecordFixture(t)
	if empty := d.get(t, "/admin/locations/"+d.location.PublicID+"/records"); empty.path != d.recordsPath("contacts") || !strings.Contains(empty.text("main"), "No contacts at this location") {
		t.Errorf("%s says %q", empty.path, empty.text("main"))
	}
	form := d.get(t, d.recordsPath("contacts")+"/new").fields()
	form.Set("first_name", " Ines ")
	form.Set("last_name", "Bakker")
	form.Set("contact_balance", "12.50")
	made := d.post(t, d.recordsPath("contacts")+"/new", form)
	id := strings.TrimPrefix(made.path, "/admin/records/contacts/")
	if made.status != http.StatusOK || made.text("h1") != "Ines Bakker" {
		t.Fatalf("%d %s: %q", made.status, made.path, made.text("#problem"))
	}
	if again := d.post(t, d.recordsPath("contacts")+"/new", form); again.path != made.path || len(*events) != 1 {
		t.Errorf("sent twice, it made %d events and leads to %s", len(*events), again.path)
	}
	saved := d.fill(t, made.path+"/edit", map[string]string{"city": "Delft", "first_name": ""})
	if got := saved.text("#messages"); !strings.Contains(got, "Saved.") {
		t.Errorf("message %q, problem %q", got, saved.text("#problem"))
	}
	for _, words := range []string{"Updated", "City: – → Delft", "First name: Ines → –", "Created", "manager"} {
		if text := saved.text("main"); !strings.Contains(text, words) {
			t.Errorf("the page lacks %q: %s", words, text)
		}
	}
	if same := d.fill(t, made.path+"/edit", nil); !strings.Contains(same.text("#messages"), "Nothing was changed.") {
		t.Errorf("message %q", same.text("#messages"))
	}
	if list := d.get(t, d.recordsPath("contacts")+"?q="+id); !strings.Contains(list.text("table"), "Bakker") || !strings.Contains(list.text("table"), "Delft") {
		t.Errorf("the list says %q", list.text("table"))
	}
	gone := d.fill(t, made.path+"/delete", nil)
	if gone.path != d.recordsPath("contacts") || d.get(t, made.path).status != http.StatusNotFound {
		t.Errorf("deleted, it leads to %s", gone.path)
	}
	var got []string
	for _, e := range *events {
		got = append(got, e.Type+" "+e.RecordID)
	}
	if diff := cmp.Diff([]string{"contact.created " + id, "contact.updated " + id, "contact.deleted " + id}, got); diff != "" {
		t.Error(diff)
	}
	if data := string((*events)[0].Data); !strings.Contains(data, `"first_name":"Ines","last_name":"Bakker"`) || !strings.Contains(data, `"contact_balance":"12.50"`) {
		t.Errorf("stored %s", data)
	}
}

func TestEveryRecordHasItsForm(t *testing.T) {
	t.Parallel()
	d, _ := newRecordFixture(t)
	for _, of := range records.All() {
		refused := d.fill(t, d.recordsPath(of.Plural)+"/new", map[string]string{"product_transaction_id": "x"})
		if refused.status != http.StatusUnprocessableEntity || refused.text("#product_transaction_id-error") != "Error: Product transaction ID must be 24 to 36 hex digits" {
			t.Errorf("%s: %d %q", of.Name, refused.status, refused.text("#product_transaction_id-error"))
		}
		typed := map[string]string{}
		for _, f := range of.Typeable() {
			if f.Required {
				typed[f.Name] = "42"
				if want := "Error: Enter the " + strings.ToLower(f.Words()); refused.text("#"+f.Name+"-error") != want {
					t.Errorf("%s: %q, want %q", of.Name, refused.text("#"+f.Name+"-error"), want)
				}
			}
		}
		if made := d.fill(t, d.recordsPath(of.Plural)+"/new", typed); made.status != http.StatusOK || !strings.HasPrefix(made.path, "/admin/records/"+of.Plural+"/") {
			t.Errorf("%s: %d %s %q", of.Name, made.status, made.path, made.text("#problem"))
		}
	}
	if d.get(t, d.recordsPath("tags")).status != http.StatusNotFound {
		t.Error("there is a list of tags")
	}
}

func TestRecordChangedMeanwhile(t *testing.T) {
	t.Parallel()
	d, events := newRecordFixture(t)
	made := d.fill(t, d.recordsPath("contacts")+"/new", map[string]string{"last_name": "Bakker"})
	mine := d.get(t, made.path+"/edit").fields()
	d.fill(t, made.path+"/edit", map[string]string{"city": "Delft"})
	mine.Set("city", "Breda")
	clash := d.post(t, made.path+"/edit", mine)
	if clash.status != http.StatusConflict || !strings.Contains(clash.text("#problem"), "Somebody changed this meanwhile") {
		t.Fatalf("%d %q", clash.status, clash.text("#problem"))
	}
	if got := clash.text(".compare tbody"); got != "City Delft Breda" {
		t.Errorf("compares %q", got)
	}
	if saved := d.post(t, made.path+"/edit", clash.fields()); saved.status != http.StatusOK || len(*events) != 3 {
		t.Errorf("saved again: %d, %d events", saved.status, len(*events))
	}
}

func TestWhoSeesRecords(t *testing.T) {
	t.Parallel()
	d, events := newRecordFixture(t)
	made := d.fill(t, d.recordsPath("contacts")+"/new", map[string]string{"last_name": "Bakker"})
	writing := []string{d.recordsPath("contacts") + "/new", made.path + "/edit", made.path + "/delete"}
	for role, sees := range map[models.Role]bool{models.Viewer: false, models.Operator: true} {
		other := d.as(t, role, d.location.Owner())
		for _, path := range []string{d.recordsPath("contacts"), made.path} {
			page := other.get(t, path)
			if page.status != http.StatusOK || strings.Contains(page.Text(), "Bakker") != sees {
				t.Errorf("a %s at %s: %d", role, path, page.status)
			}
			if page.Find(`main a[href$="/new"], main a[href$="/edit"], main a[href$="/delete"]`).Length() > 0 {
				t.Errorf("a %s is offered a change at %s", role, path)
			}
		}
		for _, path := range writing {
			if status := other.get(t, path).status; status != http.StatusForbidden {
				t.Errorf("a %s gets %d from %s", role, status, path)
			}
		}
		for _, path := range writing {
			if status := other.post(t, path, url.Values{"last_name": {"x"}}).status; status != http.StatusForbidden {
				t.Errorf("a %s gets %d from POST %s", role, status, path)
			}
		}
	}
	stranger := models.Company{Name: "Contoso", Active: true}
	if err := d.s.CreateCompany(t.Context(), storetest.Access(), &stranger); err != nil {
		t.Fatal(err)
	}
	outside := d.as(t, models.Admin, stranger.Owner())
	for _, path := range append(writing, d.recordsPath("contacts"), made.path) {
		if page := outside.get(t, path); page.status != http.StatusNotFound || strings.Contains(page.Text(), "Bakker") {
			t.Errorf("another company gets %d from %s", page.status, path)
		}
	}
	if len(*events) != 1 {
		t.Errorf("%d events", len(*events))
	}
}

// A list longer than a page leads on.
func TestRecordsPageByPage(t *testing.T) {
	t.Parallel()
	d, _ := newRecordFixture(t)
	for range recordsAtOnce + 2 {
		r := models.Record{PublicID: store.NewHexID(), CompanyID: d.company.ID, LocationID: d.location.ID, Resource: "contact", Data: []byte(`{"last_name":"Lue"}`)}
		if err := d.s.Accept(t.Context(), []models.Change{{Access: storetest.Access(), Action: models.Create, Record: r}}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	first := d.get(t, d.recordsPath("contacts"))
	next, _ := first.Find("#next").Attr("href")
	second := d.get(t, next)
	if n, m := first.Find("tbody tr").Length(), second.Find("tbody tr").Length(); n != recordsAtOnce || m != 2 || second.Find("#next").Length() > 0 {
		t.Errorf("%d and %d rows", n, m)
	}
}
