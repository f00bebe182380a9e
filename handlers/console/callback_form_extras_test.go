package console

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// TestExtras gives a postback a backup URL and headers, changes one secret and
// keeps the other, as a person does it.
func TestExtras(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	form := d.get(t, d.postbacks()+"/new").fields()
	form.Set("url", "https://pos.example/receiver")
	form.Set("backup_url", " https://backup.example/receiver ")
	form.Set("postback_attempts", "5")
	form.Set("expands", "location, changelogs")
	form.Set("product_transaction_id", "11e66c8ad3e4f5a6b7c8d905")
	form["header_name"] = []string{"X-Shop", " X-Token ", "Authorization", ""}
	form["header_value"] = []string{"7", "planted-one", "Bearer planted-two", ""}
	form["header_secret"] = []string{"1"}
	saved := d.post(t, d.postbacks()+"/new", form)
	if saved.status != http.StatusOK || !strings.HasPrefix(saved.path, "/admin/callbacks/") {
		t.Fatalf("%d %s: %s", saved.status, saved.path, saved.text("#problem"))
	}
	id := strings.TrimPrefix(saved.path, "/admin/callbacks/")
	want := models.Settings{
		BackupURL: "https://backup.example/receiver", Expands: "location, changelogs", ProductID: "11e66c8ad3e4f5a6b7c8d905",
		Headers: []models.Header{{Name: "X-Shop", Value: "7"}, {Name: "X-Token", Hidden: true}, {Name: "Authorization", Hidden: true}},
	}
	check := func(name string) {
		t.Helper()
		got := d.read(t, id).Settings
		for _, of := range [][2]any{{want.BackupURL, got.BackupURL}, {want.Headers, got.Headers}, {want.Expands, got.Expands}, {want.ProductID, got.ProductID}} {
			if diff := cmp.Diff(of[0], of[1]); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
	check("as typed")
	for _, words := range []string{"https://backup.example/receiver", "X-Shop: 7, X-Token (secret), Authorization (secret)", "11e66c8ad3e4f5a6b7c8d905"} {
		if text := saved.text("main"); !strings.Contains(text, words) {
			t.Errorf("the summary lacks %q: %s", words, text)
		}
	}
	edit := d.get(t, "/admin/callbacks/"+id+"/edit")
	if text, _ := edit.Html(); strings.Contains(text, "planted") {
		t.Error("the form shows a secret")
	}
	if again := d.post(t, "/admin/callbacks/"+id+"/edit", edit.fields()); again.status != http.StatusOK {
		t.Fatalf("saved as it stands: %d %s", again.status, again.text("#problem"))
	}
	check("saved as it stands")

	fields := d.get(t, "/admin/callbacks/"+id+"/edit").fields()
	fields["header_name"][0], fields["header_value"][0] = "", ""
	d.post(t, "/admin/callbacks/"+id+"/edit", fields)
	want.Headers = want.Headers[1:]
	check("one header less")
}

func TestRefusedExtras(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		field  string
		backup string
		header string
		value  string
		secret bool
		want   string
	}{
		{name: "the same URL", backup: "https://crm.example/in", field: "backup_url", want: "Backup URL must differ from the URL"},
		{name: "private backup", backup: "http://169.254.169.254/", field: "backup_url", want: "This address is private and not allowed"},
		{name: "no name", value: "planted", field: "headers", want: "Enter the name of each header"},
		{name: "ours", header: "User-Agent", value: "x", field: "headers", want: "User-Agent is written by Callboard itself"},
		{name: "of the connection", header: "Upgrade", value: "x", field: "headers", want: "Upgrade concerns the connection and cannot be added"},
		{name: "secret without value", header: "X-Token", secret: true, field: "headers", want: "Enter the value of X-Token"},
		{name: "bad secret", header: "X-Token", value: "planted\u00e9", secret: true, field: "headers", want: "The value of X-Token must be one line of plain letters, digits and signs"},
		{name: "bad sign-in", header: "Authorization", value: "planted\u00e9", field: "headers", want: "The value of Authorization must be one line of plain letters, digits and signs"},
	}
	d := newFixture(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			form := d.get(t, d.callbacks()+"/new").fields()
			form.Set("type", "person_added")
			form.Set("url", "https://crm.example/in")
			form.Set("backup_url", test.backup)
			form["header_name"][0], form["header_value"][0] = test.header, test.value
			if test.secret {
				form.Set("header_secret", "0")
			}
			refused := d.post(t, d.callbacks()+"/new", form)
			if got := refused.text("#" + test.field + "-error"); refused.status != http.StatusUnprocessableEntity || got != "Error: "+test.want {
				t.Errorf("%d %q, want %q", refused.status, got, test.want)
			}
			if text, _ := refused.Html(); test.header != "" && strings.Contains(text, "planted") {
				t.Error("the refused form shows a secret")
			}
		})
	}
}

// shop is a stored event callback that sends a secret header.
func (d fixture) shop(t *testing.T) models.Callback {
	t.Helper()
	return d.store(t, models.Callback{
		Kind: models.KindEvent, CompanyID: d.company.ID, Name: "Shop", URL: "https://crm.example/in", Types: []models.CallbackType{{Type: "person_added"}},
		Settings: models.Settings{Headers: []models.Header{{Name: "X-Token", Hidden: true}, {Name: "X-Shop", Value: "7"}}},
		Secrets:  models.Secrets{Headers: map[string]string{"x-token": "planted-old"}},
	})
}

// A form that comes back has lost the secrets that were typed into it, and
// says so: otherwise the old ones would stay unnoticed.
func TestSecretsOfARefusedForm(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	at := "/admin/callbacks/" + d.shop(t).PublicID + "/edit"
	for _, test := range []struct {
		name    string
		typed   map[string]string
		status  int
		headers []string
		want    string
	}{
		{"another field is wrong", map[string]string{"name": strings.Repeat("y", 81)}, 422, []string{"X-Token", "X-Shop"}, "Error: Enter the value of X-Token again"},
		{"another header is wrong", nil, 422, []string{"X-Token", "X Shop"}, "Error: ‘X Shop’ is no name of a header. Use letters, digits and hyphens. Enter the value of X-Token again"},
		{"changed meanwhile", map[string]string{"version": "7"}, 409, []string{"X-Token", "X-Shop"}, "Error: Enter the value of X-Token again"},
	} {
		form := d.get(t, at).fields()
		for name, value := range test.typed {
			form.Set(name, value)
		}
		form["header_name"] = test.headers
		form["header_value"] = []string{"planted-new", "7"}
		refused := d.post(t, at, form)
		_, open := refused.Find("#headers-fold").Attr("open")
		if got := refused.text("#headers-error"); refused.status != test.status || got != test.want || !open {
			t.Errorf("%s: %d %q, open: %t", test.name, refused.status, got, open)
		}
		if text, _ := refused.Html(); strings.Contains(text, "planted") {
			t.Errorf("%s: the form shows a secret", test.name)
		}
	}
	form := d.get(t, at).fields()
	form.Set("name", strings.Repeat("y", 81))
	if got := d.post(t, at, form); got.status != 422 || got.Find("#headers-error").Length() != 0 {
		t.Errorf("with nothing typed: %d %q", got.status, got.text("#headers-error"))
	}
}

// The log and the page of a delivery say that the backup URL was asked.
func TestBackupTag(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.owe(t, d.postback(t, "Rotterdam POS"), 1)
	tasks, err := d.s.Claim(t.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 {
		t.Fatalf("claim: %d tasks, %v", len(tasks), err)
	}
	one := tasks[0].Delivery
	one.Attempts, one.PlanPos, one.Status, one.Backup, one.DueAt = 1, 1, models.Delivered, true, 0
	a := models.Attempt{
		ID: d.s.NewID(), CompanyID: one.CompanyID, DeliveryID: one.ID, LeaseToken: one.LeaseToken, Number: 1,
		StartedAt: models.At(noon), Method: "POST", URL: "https://backup.example/in", Code: 200, Backup: true,
	}
	if lost, err := d.s.Record(t.Context(), []store.Result{{Delivery: one, Attempt: &a}}); err != nil || lost != 0 {
		t.Fatalf("record: %d lost, %v", lost, err)
	}
	for path, part := range map[string]string{"/admin/deliveries": "table.log", pathOf(one): "#attempt"} {
		if got := d.get(t, path).text(part); !strings.Contains(got, "Backup URL") {
			t.Errorf("%s says %q", path, got)
		}
	}
	if d.get(t, pathOf(one)).Find(".attempts b .tag").Length() != 1 {
		t.Error("the tag takes the place of the time in the list of attempts")
	}
}

// A receiver may want one half of the sign-in empty: a box says so, since an empty
// field keeps what is stored. Another box lets 3xx count.
func TestBoxesOfTheForm(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	path := "/admin/callbacks/" + d.postback(t, "Till").PublicID + "/edit"
	stored := func() models.Callback {
		c, err := d.s.CallbackWithSecrets(t.Context(), models.Everything, strings.Split(path, "/")[3])
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := stored().Secrets.Password
	for _, step := range []struct {
		typed                map[string]string
		user, password, says string
	}{
		{map[string]string{"redirects_ok": "1"}, "pos", before, "User name pos, password saved"},
		{map[string]string{"empty_password": "1"}, "pos", "", "User name pos, empty password"},
		{map[string]string{"name": "Zuid"}, "pos", "", "User name pos, empty password"},
		{map[string]string{"empty_password": "", "user": "", "empty_user": "1", "password": "t0k3n"}, "", "t0k3n", "Empty user name, password saved"},
		{map[string]string{"name": "Noord"}, "", "t0k3n", "Empty user name, password saved"},
		{map[string]string{"empty_user": "", "user": "till"}, "till", "t0k3n", "User name till, password saved"},
	} {
		saved := d.fill(t, path, step.typed)
		if got := saved.text("#messages"); !strings.Contains(got, "Saved.") {
			t.Errorf("%v: %d %q", step.typed, saved.status, saved.text("#problem"))
		}
		facts := saved.text(".facts")
		if c := stored(); c.Settings.User != step.user || c.Secrets.Password != step.password || !strings.Contains(facts, step.says) {
			t.Errorf("%v: signs in as %q with %q, says %q", step.typed, c.Settings.User, c.Secrets.Password, facts)
		}
		if !stored().Settings.RedirectsOK || !strings.Contains(facts, "3xx counts as delivered") {
			t.Errorf("%v: 3xx does not count, says %q", step.typed, facts)
		}
	}
	refused := d.fill(t, path, map[string]string{"user": "", "empty_user": "1", "empty_password": "1"})
	if got := refused.text("#user-error"); refused.status != http.StatusUnprocessableEntity || !strings.Contains(got, "only one of them can be empty") {
		t.Errorf("both empty: %d %q", refused.status, got)
	}
}

// A secret that the receiver has already is typed, and not shown again.
func TestImportASecretByForm(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	const known = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	refused := d.fill(t, d.postbacks()+"/new", map[string]string{"url": "https://till.example/in", "secret": "whsec_short"})
	if html, _ := refused.Html(); refused.status != 422 || refused.text("#secret-error") == "" || strings.Contains(html, "whsec_short") {
		t.Errorf("a bad one: %d %q", refused.status, refused.text("#problem"))
	}
	saved := d.fill(t, d.postbacks()+"/new", map[string]string{"url": "https://till.example/in", "secret": " v1," + known + " "})
	if html, _ := saved.Html(); !strings.Contains(saved.text("#messages"), "Saved.") || strings.Contains(html, known) || !strings.Contains(saved.text(".facts"), "Standard Webhooks") {
		t.Errorf("imported: %d %q", saved.status, saved.text("main"))
	}
	path := strings.TrimSuffix(saved.Find("a[href$='/secret']").First().AttrOr("href", ""), "/secret") + "/secret"
	refused = d.fill(t, path, map[string]string{"secret": known[6:]})
	if got := refused.text("#secret-error"); refused.status != 422 || got != "Error: Secret must begin with whsec_" {
		t.Errorf("changed to a bad one: %d %q", refused.status, got)
	}
	changed := d.fill(t, path, map[string]string{"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"})
	if got := changed.text("#messages"); !strings.Contains(got, "The secret is imported.") || !strings.Contains(changed.text(".facts"), "signs too until") {
		t.Errorf("changed: %d %q, %q", changed.status, got, changed.text(".facts"))
	}
}

// A callback that is not for what a key does says so, and is not saved with a key that
// there is not.
func TestKeysThatACallbackLeavesOutByForm(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	k := models.APIKey{Name: "Shop", Role: models.Manager, CompanyID: d.company.ID}
	if _, err := d.s.CreateAPIKey(t.Context(), storetest.Access(), &k); err != nil {
		t.Fatal(err)
	}
	typed := map[string]string{"url": "https://till.example/in", "except_keys": "Shop\r\nTill"}
	refused := d.fill(t, d.postbacks()+"/new", typed)
	if got := refused.text("#except_keys-error"); refused.status != http.StatusUnprocessableEntity || !strings.Contains(got, "There is no key called ‘Till’") {
		t.Errorf("%d %q", refused.status, got)
	}
	if got := refused.text("#except_keys"); got != "Shop Till" {
		t.Errorf("the form has lost what was typed: %q", got)
	}
	typed["except_keys"] = " Shop \r\n\r\n"
	saved := d.fill(t, d.postbacks()+"/new", typed)
	if got := saved.text(".facts"); !strings.Contains(got, "Not for the keysShop") && !strings.Contains(got, "Not for the keys Shop") {
		t.Errorf("%d %q shows %q", saved.status, saved.text("#problem"), got)
	}
}
