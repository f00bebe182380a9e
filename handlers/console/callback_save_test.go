package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestEditPostback(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID
	form := d.get(t, at+"/edit")
	if n := form.Find("select#resource, input[name=starts][type=radio], #type").Length(); n != 0 {
		t.Errorf("%d controls for what cannot change", n)
	}
	if got := form.text("#password-hint"); !strings.Contains(got, "Saved. We never show") {
		t.Errorf("beside the password it says %q", got)
	}
	saved := d.fill(t, at+"/edit", map[string]string{
		"url": "https://pos.example/receiver2", "resource": "transaction", "starts": "event", "active": "",
	})
	if got := saved.text("#messages"); !strings.Contains(got, "Saved. Not active.") {
		t.Fatalf("%d: message %q, problem %q", saved.status, got, saved.text("#problem"))
	}
	changed := d.read(t, c.PublicID)
	if changed.URL != "https://pos.example/receiver2" || changed.Trigger().Type != "contact.*" || changed.IsActive || changed.Version != 2 {
		t.Errorf("stored %+v", changed)
	}
	if string(changed.EncryptedSecrets) != string(d.read(t, c.PublicID).EncryptedSecrets) || len(changed.EncryptedSecrets) == 0 {
		t.Error("the saved password is gone")
	}
}

// A mistyped end must not end a callback, which nobody can take back.
func TestEditEnd(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.event(t, "CRM feed", on(2026, 1, 1), 0)
	at := "/admin/callbacks/" + c.PublicID + "/edit"
	refused := d.fill(t, at, map[string]string{"end": "on", "end_date": "1 2 2026"})
	if got := refused.text("#end_date-error"); refused.status != http.StatusUnprocessableEntity || got != "Error: End must be in the future" {
		t.Errorf("%d: %q", refused.status, got)
	}
	if value, _ := refused.Find("#end_date").Attr("value"); value != "1 2 2026" || d.read(t, c.PublicID).EndAt != 0 {
		t.Errorf("typed %q, ends %v", value, d.read(t, c.PublicID).EndAt.Time())
	}
	d.fill(t, at, map[string]string{"end": "on", "end_date": "22 11 2026", "end_time": "12:01"})
	if got := d.read(t, c.PublicID).EndAt; got != models.At(noon.Truncate(time.Minute).Add(time.Minute)) {
		t.Errorf("ends %v", got.Time())
	}
}

// What somebody has chosen is seen at once; the rest stays out of the way.
func TestFoldsShowWhatWasChosen(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	plain, full := d.event(t, "Plain", on(2026, 1, 1), 0), d.postback(t, "Till")
	full.Settings.Condition, full.Settings.BackupURL, full.Settings.Expands = "true", "https://pos.example/backup", "location"
	full.Settings.Attempts, full.Settings.Headers = 5, []models.Header{{Name: "X-Till", Value: "7"}}
	if err := d.s.UpdateCallback(t.Context(), storetest.Access(), &full); err != nil {
		t.Fatal(err)
	}
	signed := d.store(t, models.Callback{
		Kind: models.KindWebhook, CompanyID: d.company.ID, URL: "https://shop.example/in",
		Types: []models.CallbackType{{Type: "*"}}, Settings: models.Settings{Timeout: 40},
	})
	for _, test := range []struct{ path, open string }{
		{d.callbacks() + "/new", ""},
		{d.postbacks() + "/new", ""},
		{"/admin/callbacks/" + plain.PublicID + "/edit", ""},
		{"/admin/callbacks/" + full.PublicID + "/edit", "only-if backup format sign-in headers-fold retries"},
		{"/admin/callbacks/" + signed.PublicID + "/edit", "retries"},
	} {
		shown := d.get(t, test.path)
		open := shown.Find(".folds > details[open]").Map(func(_ int, fold *goquery.Selection) string { return fold.AttrOr("id", "") })
		if got := strings.Join(open, " "); got != test.open || shown.Find(".fold.bad").Length() > 0 {
			t.Errorf("%s opens %q, want %q", test.path, got, test.open)
		}
	}
}

func TestEditChangedMeanwhile(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID + "/edit"
	mine := d.get(t, at).fields()
	d.fill(t, at, map[string]string{"name": "Zuid POS"})
	mine.Set("url", "https://pos.example/mine")
	clash := d.post(t, at, mine)
	if clash.status != http.StatusConflict {
		t.Fatalf("answered %d", clash.status)
	}
	table := clash.text("table.compare")
	for _, want := range []string{"Name Zuid POS Rotterdam POS", "URL https://pos.example/receiver https://pos.example/mine"} {
		if !strings.Contains(table, want) {
			t.Errorf("the comparison lacks %q: %s", want, table)
		}
	}
	again := d.post(t, at, clash.fields())
	if got := again.text("#messages"); !strings.Contains(got, "Saved. Active now.") {
		t.Errorf("saved again: %d %q", again.status, got)
	}
	if got := d.read(t, c.PublicID); got.URL != "https://pos.example/mine" || got.Name != "Rotterdam POS" {
		t.Errorf("stored %q at %s", got.Name, got.URL)
	}
}

func TestEditSentTwice(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID + "/edit"
	form := d.get(t, at).fields()
	form.Set("name", "Zuid POS")
	d.post(t, at, form)
	again := d.post(t, at, form)
	if got := again.text("#messages"); !strings.Contains(got, "Saved. Active now.") || d.read(t, c.PublicID).Version != 2 {
		t.Errorf("the second submit is answered %d %q", again.status, got)
	}
	form.Set("password", "another-secret")
	clash := d.post(t, at, form)
	if html, _ := clash.Html(); clash.status != http.StatusConflict || strings.Contains(html, "another-secret") {
		t.Errorf("with a new password it is answered %d", clash.status)
	}
	if got := clash.text("#problem"); !strings.Contains(got, "Enter the password again") {
		t.Errorf("summary %q", got)
	}
}

// A form that lost its version must neither overwrite nor add a callback.
func TestEditWithoutVersion(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Rotterdam POS")
	at := "/admin/callbacks/" + c.PublicID + "/edit"
	for _, fix := range []string{"", "end"} {
		clash := d.fill(t, at, map[string]string{"version": "", "url": "https://other.example/in", "fix": fix, "other": c.PublicID})
		if clash.status != http.StatusConflict {
			t.Errorf("answered %d", clash.status)
		}
	}
	if got := d.get(t, d.postbacks()).Find("tbody tr").Length(); got != 1 || d.read(t, c.PublicID).Version != 1 {
		t.Errorf("%d postbacks are there, the first as version %d", got, d.read(t, c.PublicID).Version)
	}
}

// startIn is what suffices for a callback of person_added from a date on.
func startIn(t *testing.T, d fixture, date string) url.Values {
	t.Helper()
	form := d.get(t, d.callbacks()+"/new").fields()
	form.Set("type", "person_added")
	form.Set("url", "https://new.example/in")
	form.Set("start", "on")
	form.Set("start_date", date)
	return form
}

func TestOverlapIsResolved(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		start, end models.Millis // of the one in the way
		date       string        // when the new one shall start
		says       string
		fix, label string
		oldEnd     models.Millis // afterwards
		from, to   models.Millis // of the new one
	}{
		{
			"end the other", on(2026, 1, 1), 0, "1 1 2027",
			"These dates overlap ‘CRM feed’, which is active from 1 Jan 2026 with no end",
			"end", "End ‘CRM feed’ on 1 Jan 2027", on(2027, 1, 1), on(2027, 1, 1), 0,
		},
		{
			"start when the other ends", on(2026, 1, 1), on(2027, 2, 1), "1 1 2027",
			"These dates overlap ‘CRM feed’, which is active from 1 Jan 2026 to 1 Feb 2027",
			"after", "Start this one on 1 Feb 2027", on(2027, 2, 1), on(2027, 2, 1), 0,
		},
		{
			"end when the other starts", on(2027, 2, 1), 0, "1 1 2027",
			"These dates overlap ‘CRM feed’, which is active from 1 Feb 2027 with no end",
			"before", "End this one on 1 Feb 2027", 0, on(2027, 1, 1), on(2027, 2, 1),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newFixture(t)
			old := d.event(t, "CRM feed", test.start, test.end)
			clash := d.post(t, d.callbacks()+"/new", startIn(t, d, test.date))
			if clash.status != http.StatusUnprocessableEntity {
				t.Fatalf("answered %d", clash.status)
			}
			if got := clash.text("#problem a[href='#dates']"); got != test.says {
				t.Errorf("summary says %q", got)
			}
			if n := clash.Find("#dates svg rect.hit").Length(); n != 1 {
				t.Errorf("%d overlaps are drawn", n)
			}
			if got := clash.text("#fix-" + test.fix); got != test.label {
				t.Errorf("the button says %q", got)
			}
			if name, fixes := clash.Find("main form button").First().Attr("name"); fixes {
				t.Errorf("Enter in a field presses the button %q", name)
			}
			form := clash.fields()
			form.Set("fix", test.fix)
			saved := d.post(t, d.callbacks()+"/new", form)
			if got := saved.text("#messages"); !strings.Contains(got, "Saved. Starts") {
				t.Fatalf("%d: message %q, problem %q", saved.status, got, saved.text("#problem"))
			}
			made := d.read(t, strings.TrimPrefix(saved.path, "/admin/callbacks/"))
			if made.StartAt != test.from || made.EndAt != test.to {
				t.Errorf("the new one runs %v to %v", made.StartAt.Time(), made.EndAt.Time())
			}
			if got := d.read(t, old.PublicID); got.EndAt != test.oldEnd {
				t.Errorf("the old one ends %v", got.EndAt.Time())
			}
		})
	}
}

func TestOverlapByAnEdit(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	old := d.event(t, "CRM feed", on(2026, 1, 1), on(2027, 1, 1))
	next := d.event(t, "CRM feed 2027", on(2027, 1, 1), 0)
	at := "/admin/callbacks/" + next.PublicID + "/edit"
	clash := d.fill(t, at, map[string]string{"start_date": "1 12 2026"})
	if clash.status != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d", clash.status)
	}
	form := clash.fields()
	form.Set("fix", "end")
	if saved := d.post(t, at, form); saved.status != http.StatusOK {
		t.Fatalf("answered %d: %s", saved.status, saved.text("#problem"))
	}
	if got := d.read(t, old.PublicID); got.EndAt != on(2026, 12, 1) || got.Version != 2 {
		t.Errorf("the old one ends %v", got.EndAt.Time())
	}
	if got := d.read(t, next.PublicID); got.StartAt != on(2026, 12, 1) {
		t.Errorf("the next one starts %v", got.StartAt.Time())
	}
}

// A forged "other" must not end what the new callback does not compete with.
func TestOverlapFixLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	elsewhere := models.Company{Name: "Elsewhere", Active: true}
	if err := d.s.CreateCompany(t.Context(), storetest.Access(), &elsewhere); err != nil {
		t.Fatal(err)
	}
	foreign := d.store(t, models.Callback{
		Kind: models.KindEvent, CompanyID: elsewhere.ID, URL: "https://x.example/", StartAt: on(2026, 1, 1),
		Types: []models.CallbackType{{Type: "person_added"}},
	})
	pos := d.postback(t, "Rotterdam POS")
	for _, victim := range []models.Callback{foreign, pos} {
		form := startIn(t, d, "1 1 2027")
		form.Set("fix", "end")
		form.Set("other", victim.PublicID)
		d.post(t, d.callbacks()+"/new", form)
		if got := d.read(t, victim.PublicID); got.EndAt != 0 {
			t.Errorf("%s was ended", got.Title())
		}
	}
}
