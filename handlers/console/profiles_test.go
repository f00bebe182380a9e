package console

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// stored is the JSON of a profile or subprofile by the path of its page.
func (d databaseFixture) stored(t *testing.T, path string) models.Record {
	t.Helper()
	what, id, _ := strings.Cut(strings.TrimPrefix(path, "/admin/"), "s/")
	record, err := d.s.RecordByID(t.Context(), models.Everything, what, id)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return record
}

func fieldsIn(t *testing.T, r models.Record) string {
	t.Helper()
	data, err := profile.Parse(r.Data)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range data.Fields {
		list = append(list, f.Name+"="+string(f.Value))
	}
	return strings.Join(list, " ")
}

func TestAProfileFromAddToDelete(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	orders := d.collection(t, members, "Orders")
	empty := d.get(t, members.path+"/profiles/new")
	empty.Find("main [id]").Each(func(_ int, one *goquery.Selection) {
		if id := one.AttrOr("id", ""); empty.Find("[id='"+id+"']").Length() > 1 {
			t.Errorf("two elements have the id %q", id)
		}
	})
	form := empty.fields()
	form["field_name"] = []string{"first name", "age", "vip"}
	form["field_value"] = []string{" Ines ", " 34.50 ", "TRUE"}
	form["field_kind"] = []string{"text", "number", "flag"}
	form.Set("interests", "football\r\n\r\n news \r\nfootball")
	made := d.post(t, members.path+"/profiles/new", form)
	if again := d.post(t, members.path+"/profiles/new", form); again.path != made.path || len(*d.events) != 1 {
		t.Errorf("sent twice: %d events, %s and %s", len(*d.events), made.path, again.path)
	}
	record := d.stored(t, made.path)
	want := fmt.Sprintf(`{"id":"%s","database":"%s","fields":{"first name":" Ines ","age":34.50,"vip":true},"interests":["football","news"]}`,
		record.PublicID, strings.TrimPrefix(members.path, "/admin/databases/"))
	if string(record.Data) != want {
		t.Errorf("stored %s, want %s", record.Data, want)
	}
	for _, words := range []string{"first name", "Ines", "34.50", "football, news", "Created", "profile created", "Deliveries of this profile"} {
		if !strings.Contains(made.text("main"), words) {
			t.Errorf("the page lacks %q: %s", words, made.text("main"))
		}
	}
	saved := d.fill(t, made.path+"/edit", map[string]string{"known_value.1": "35", "interests": "news"})
	if text := saved.text("main"); !strings.Contains(text, "age: 34.50 → 35; Interests: football, news → news") {
		t.Errorf("changed: %s %s", saved.text("#problem"), text)
	}
	if same := d.fill(t, made.path+"/edit", nil); !strings.Contains(same.text("#messages"), "Nothing was changed.") {
		t.Errorf("nothing typed: %q", same.text("#messages"))
	}
	add := made.path + "/subprofiles/" + strings.TrimPrefix(orders, "/admin/collections/") + "/new"
	child := d.fill(t, add, map[string]string{"field_name": "total", "field_value": "24.50", "field_kind": "number"})
	if got := fieldsIn(t, d.stored(t, child.path)); got != "total=24.50" || !strings.HasPrefix(child.path, "/admin/subprofiles/") {
		t.Errorf("%s holds %s", child.path, got)
	}
	if text := d.get(t, made.path).text("main"); !strings.Contains(text, "total: 24.50") {
		t.Errorf("the profile does not show its subprofile: %s", text)
	}
	if asked := d.get(t, made.path+"/delete"); !strings.Contains(asked.text("main"), "Its subprofile goes too, and is an event of its own") {
		t.Errorf("asked %q", asked.text("main"))
	}
	gone := d.post(t, made.path+"/delete", nil)
	if gone.path != members.path || d.get(t, made.path).status != http.StatusNotFound || d.get(t, child.path).status != http.StatusNotFound {
		t.Errorf("deleted, it leads to %s", gone.path)
	}
	var got []string
	for _, e := range *d.events {
		got = append(got, e.Type)
	}
	if diff := cmp.Diff([]string{"profile.created", "profile.updated", "subprofile.created", "subprofile.deleted", "profile.deleted"}, got); diff != "" {
		t.Error(diff)
	}
}

// What nobody touches in the form keeps its bytes, whatever they are.
func TestUntouchedFieldsKeepTheirBytes(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	at, err := d.s.Database(t.Context(), models.Everything, strings.TrimPrefix(members.path, "/admin/databases/"))
	if err != nil {
		t.Fatal(err)
	}
	fields := `{"n":1.50e3,"t":"a\u0000b\r\nc\rd\ud800 <&\"","o":{"a" : [1, 2.0],"b":"x"},"line\nbreak":"\n\nlast ","no":null,"\u0000":false,"big":123456789012345678901234567890}`
	r := models.Record{
		PublicID: store.NewDecimalID(), CompanyID: d.company.ID, DatabaseRefID: at.ID, Resource: models.Profile,
		Data: []byte(`{"id":"1","database":"2","fields":` + fields + `,"interests":["a\nb","c"]}`),
	}
	if err := d.s.Accept(t.Context(), []models.Change{{Access: storetest.Access(), Action: models.Create, Record: r}}, nil, nil); err != nil {
		t.Fatal(err)
	}
	path := "/admin/profiles/" + r.PublicID
	if same := d.fill(t, path+"/edit", nil); !strings.Contains(same.text("#messages"), "Nothing was changed.") {
		t.Fatalf("untouched: %q %q", same.text("#messages"), same.text("#problem"))
	}
	if saved := d.fill(t, path+"/edit", map[string]string{"field_name": "city", "field_value": "Delft"}); saved.status == http.StatusUnprocessableEntity {
		t.Fatalf("one added: %q", saved.text("#problem"))
	}
	want := `"fields":` + strings.TrimSuffix(fields, "}") + `,"city":"Delft"},"interests":["a\nb","c"]}`
	if got := string(d.stored(t, path).Data); !strings.HasSuffix(got, want) {
		t.Errorf("stored %s\nwant   %s", got, want)
	}
}

func TestAProfileThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	form := d.get(t, members.path+"/profiles/new").fields()
	form["field_name"] = []string{"age", "", "vip", "tags", "age", strings.Repeat("x", 201), "none"}
	form["field_value"] = []string{"12,5", "Delft", "yes", "[1,", "3", "1", "something"}
	form["field_kind"] = []string{"number", "text", "flag", "json", "text", "text", "none"}
	form.Set("interests", "football")
	refused := d.post(t, members.path+"/profiles/new", form)
	if refused.status != http.StatusUnprocessableEntity || !strings.HasPrefix(refused.text("title"), "Error: ") || len(*d.events) != 0 {
		t.Fatalf("%d %s", refused.status, refused.text("title"))
	}
	for id, want := range map[string]string{
		"field-1": "Number must be written like 24.50 or -3", "field-2": "Enter the name of the field", "field-3": "Enter true or false",
		"field-4": "List or object is not valid JSON. Line 1, column 4: the end where a value should be", "field-6": "Name must be 200 characters or fewer",
		"field-7": "Clear the value, or select what kind it is",
	} {
		if got := refused.text("#" + id + "-error"); got != "Error: "+want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	kept := refused.fields()
	for i, name := range form["field_name"] {
		if kept["field_name"][i] != name || kept["field_value"][i] != form["field_value"][i] || kept["field_kind"][i] != form["field_kind"][i] {
			t.Errorf("field %d is now %q %q %q", i+1, kept["field_name"][i], kept["field_value"][i], kept["field_kind"][i])
		}
	}
	kept["field_name"], kept["field_value"], kept["field_kind"] = []string{"age", "age"}, []string{"3", "4"}, []string{"number", "number"}
	if twice := d.post(t, members.path+"/profiles/new", kept); twice.text("#field-2-error") != "Error: There is a field ‘age’ already. Change it there" {
		t.Errorf("a name twice: %q", twice.text("#problem"))
	}
	kept["more"] = []string{"yes"}
	more := d.post(t, members.path+"/profiles/new", kept)
	if fields := more.fields(); more.status != http.StatusOK || len(fields["field_name"]) != 5 || fields.Get("field_name") != "age" || fields.Get("interests") != "football" {
		t.Errorf("more fields: %d %v", more.status, fields)
	}
	if at := more.Find("[autofocus]").AttrOr("id", ""); at != "field-3" {
		t.Errorf("focus goes to %q", at)
	}
}

func TestAProfileChangedMeanwhile(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	made := d.fill(t, members.path+"/profiles/new", map[string]string{"field_name": "city", "field_value": "Delft"})
	mine := d.get(t, made.path+"/edit").fields()
	d.fill(t, made.path+"/edit", map[string]string{"known_value": "Gouda"})
	mine.Set("known_value", "Breda")
	clash := d.post(t, made.path+"/edit", mine)
	if clash.status != http.StatusConflict || !strings.Contains(clash.text("#problem"), "Somebody changed this meanwhile") || clash.text("#value-1-hint") != "Now stored: Gouda" {
		t.Fatalf("%d %q %q", clash.status, clash.text("#problem"), clash.text("#value-1-hint"))
	}
	if saved := d.post(t, made.path+"/edit", clash.fields()); saved.status != http.StatusOK || fieldsIn(t, d.stored(t, made.path)) != `city="Breda"` {
		t.Errorf("saved again: %d %s", saved.status, fieldsIn(t, d.stored(t, made.path)))
	}
}

// A list longer than a page leads on, and finds one by its ID.
func TestProfilesPageByPage(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	at, err := d.s.Database(t.Context(), models.Everything, strings.TrimPrefix(members.path, "/admin/databases/"))
	if err != nil {
		t.Fatal(err)
	}
	id := ""
	for range 52 {
		r := models.Record{PublicID: store.NewDecimalID(), CompanyID: d.company.ID, DatabaseRefID: at.ID, Resource: models.Profile, Data: []byte(`{"id":"1","database":"2","fields":{}}`)}
		if err := d.s.Accept(t.Context(), []models.Change{{Access: storetest.Access(), Action: models.Create, Record: r}}, nil, nil); err != nil {
			t.Fatal(err)
		}
		id = r.PublicID
	}
	first := d.get(t, members.path+"/profiles")
	second := d.get(t, first.Find("#next").AttrOr("href", ""))
	if n, m := first.Find("tbody tr").Length(), second.Find("tbody tr").Length(); n != 50 || m != 2 || second.Find("#next").Length() > 0 {
		t.Errorf("%d and %d rows", n, m)
	}
	if found := d.get(t, members.path+"/profiles?q=+"+id+"+"); found.Find("tbody tr").Length() != 1 || found.text("tbody th") != id {
		t.Errorf("found %q", found.text("tbody"))
	}
	if other := d.database(t, "Others"); d.get(t, other.path+"/profiles?q="+id).Find("tbody tr").Length() != 0 {
		t.Error("another database finds it")
	}
}

// What the name of a field says is secret is never shown, and stays unless
// something is typed.
func TestSecretFields(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	made := d.fill(t, members.path+"/profiles/new", map[string]string{
		"field_name": "password", "field_value": "hunter2", "field_name.1": "city", "field_value.1": "Delft",
	})
	saved := d.fill(t, made.path+"/edit", map[string]string{"known_value.1": "Gouda"})
	for path, page := range map[string]page{"page": saved, "form": d.get(t, made.path+"/edit"), "list": d.get(t, members.path), "event": d.get(t, "/admin/deliveries")} {
		if html, err := page.Html(); err != nil || strings.Contains(html, "hunter2") {
			t.Errorf("the %s shows it: %v", path, err)
		}
	}
	if got := fieldsIn(t, d.stored(t, made.path)); got != `password="hunter2" city="Gouda"` {
		t.Errorf("stored %s", got)
	}
	changed := d.fill(t, made.path+"/edit", map[string]string{"known_value.0": "hunter3"})
	if text := changed.text("main"); strings.Contains(text, "hunter3") || !strings.Contains(text, "password: ••• → •••") {
		t.Errorf("the history says %s", text)
	}
	d.fill(t, made.path+"/edit", map[string]string{"known_kind.0": "none"})
	if got := fieldsIn(t, d.stored(t, made.path)); got != `password=null city="Gouda"` {
		t.Errorf("emptied: %s", got)
	}
}

// A list or object is shown without what its own names say is secret.
func TestSecretsWithinFields(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	made := d.fill(t, d.database(t, "Members").path+"/profiles/new", map[string]string{
		"field_name": "login", "field_kind": "json", "field_value": `{"user":"ines","password":"hunter2"}`, "field_name.1": "city", "field_value.1": "Delft",
	})
	saved := d.fill(t, made.path+"/edit", map[string]string{"known_value.1": "Gouda"})
	for name, page := range map[string]page{"page": saved, "form": d.get(t, made.path+"/edit")} {
		if html, err := page.Html(); err != nil || strings.Contains(html, "hunter2") {
			t.Errorf("the %s shows it: %v", name, err)
		}
	}
	if !strings.Contains(saved.text("main"), `{"user":"ines","password":"•••"}`) {
		t.Errorf("the page shows %s", saved.text("main"))
	}
	if got := fieldsIn(t, d.stored(t, made.path)); got != `login={"user":"ines","password":"hunter2"} city="Gouda"` {
		t.Errorf("stored %s", got)
	}
}
