package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// fakeVerifier stand for those who are tried: each answers with this code.
type fakeVerifier struct {
	store *store.Store
	code  int
	tried []models.Callback

	blocked bool   // the guard lets nothing through to them
	moved   string // where they say they are, if anywhere else
	allows  string // the origin that they take CloudEvents from, "" for none
}

func (v *fakeVerifier) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := v.store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	tried := models.Attempt{Method: "POST", URL: c.URL, Code: v.code, RequestHeaders: []models.Header{{Name: "Authorization", Hidden: true}}}
	if v.code >= http.StatusBadRequest {
		tried.Cause = models.HTTP401
	}
	tried.Handshake = v.handshake(c)
	done := models.Verification{Attempts: []models.Attempt{tried}}
	done.Released, err = v.store.RecordVerification(ctx, by, c, done.Attempts)
	return done, err
}

func (v *fakeVerifier) Try(_ context.Context, c models.Callback) models.Attempt {
	v.tried = append(v.tried, c)
	tried := models.Attempt{Method: c.Method(), URL: c.URL, Code: v.code, Handshake: v.handshake(c)}
	switch {
	case v.blocked:
		tried.Cause = models.BlockedAddress
	case v.code >= http.StatusBadRequest:
		tried.Cause = models.HTTP401
	case v.moved != "":
		tried.Cause, tried.ResponseHeaders = models.Redirect, []models.Header{{Name: "Location", Value: v.moved}}
	}
	return tried
}

// handshake is how they answer that of a callback for CloudEvents.
func (v *fakeVerifier) handshake(c models.Callback) *models.Attempt {
	if !c.ShakesHands() {
		return nil
	}
	return &models.Attempt{
		Method: http.MethodOptions, URL: c.URL, Code: http.StatusOK, RequestHeaders: []models.Header{{Name: "WebHook-Request-Origin", Value: "callboard.example"}},
		ResponseHeaders: []models.Header{{Name: "Webhook-Allowed-Origin", Value: v.allows}},
	}
}

// batchSite is the console of a manager, and the receivers behind it.
func batchSite(t *testing.T, s *store.Store) (*site, *fakeVerifier, models.Company) {
	t.Helper()
	company, outside := storetest.Company(t, s), &fakeVerifier{store: s, code: 200}
	user := storetest.User(t, s, "manager@northwind.example", models.Manager, company.Owner())
	site := openWith(t, Base{
		Store: s, Publisher: discardingPublisher{}, Verifier: outside, Wake: func() {}, SetupToken: setupToken, Version: "test",
	})
	return site.signIn(user.Email), outside, company
}

// batchForm is a form that can be saved.
func batchForm() url.Values {
	return url.Values{
		"starts": {"batch"}, "name": {"Bounces"}, "url": {"https://crm.example/in"}, "batch_size": {"20"}, "wait": {"5"},
		"backup_url": {"https://crm.example/backup"}, "user": {"crm"}, "password": {"hunter2"},
	}
}

// addBatch saves the form, and returns the callback that it made.
func addBatch(t *testing.T, s *store.Store, site *site, company models.Company) models.Callback {
	t.Helper()
	saved := site.post("/admin/companies/"+company.PublicID+"/callbacks/new", batchForm()).wants(t, http.StatusSeeOther)
	all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Kind: models.KindBatch})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d batch callbacks, %v", len(all), err)
	}
	if got, want := saved.header.Get("Location"), "/admin/callbacks/"+all[0].PublicID+"/verification"; got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
	return all[0]
}

func TestBatchCallbackForm(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, _, company := batchSite(t, s)
	path := "/admin/companies/" + company.PublicID + "/callbacks/new"
	if shown := site.get(path).wants(t, 200); !shown.has("input[name=batch_size][value='50']") || !shown.has("input[name=starts][value=batch]") {
		t.Error("the form has no batches")
	}
	refused := batchForm()
	refused.Set("name", "")
	refused.Set("user", "")
	refused.Set("password", "")
	refused.Set("batch_size", "201")
	refused.Set("backup_url", refused.Get("url"))
	shown := site.post(path, refused).wants(t, 422)
	for field, want := range map[string]string{
		"name": "Enter a name", "user": "Enter the user name", "batch_size": "Batch size must be between 1 and 200",
		"backup_url": "Backup URL must differ from the URL",
	} {
		if got := shown.text("#" + field + "-error"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	made := addBatch(t, s, site, company)
	if made.Settings.BatchSize != 20 || made.Settings.BatchWait != 5 || made.Settings.BackupURL != "https://crm.example/backup" || !made.Unverified() {
		t.Errorf("made %+v", made)
	}
	again := batchForm()
	shown = site.post(path, again).wants(t, 422)
	if got := shown.text("#name-error"); !strings.Contains(got, "A callback called ‘Bounces’ already exists. Use another name") {
		t.Errorf("a name twice: %q", got)
	}
	if got := shown.text("#url-error"); !strings.Contains(got, "This URL is already used by ‘Bounces’") {
		t.Errorf("a URL twice: %q", got)
	}
	page := site.get("/admin/callbacks/"+made.PublicID).wants(t, 200)
	if got := page.text("main"); !strings.Contains(got, "Not verified") || !strings.Contains(got, "20 events") {
		t.Errorf("summary: %s", got)
	}
	edit := site.get("/admin/callbacks/"+made.PublicID+"/edit").wants(t, 200)
	if !edit.has("input[name=batch_size][value='20']") || edit.has("input[type=radio][name=starts]") {
		t.Error("the form to edit does not show what is stored")
	}
}

func TestVerificationPage(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	made := addBatch(t, s, site, company)
	path := "/admin/callbacks/" + made.PublicID + "/verification"
	if got := site.get(path).wants(t, 200).text("main"); !strings.Contains(got, "Not verified yet. Until then events are held, not lost.") || !strings.Contains(got, "Nothing was sent yet.") {
		t.Errorf("at first: %s", got)
	}
	if got := site.get("/admin/").wants(t, 200); !got.has("main a[href='"+path+"']") || !strings.Contains(got.text("main"), "1 callback waits for verification.") {
		t.Error("the overview does not lead there")
	}
	outside.code = 401
	site.post(path, nil).wants(t, http.StatusSeeOther)
	shown := site.get(path).wants(t, 200)
	if got := shown.text("main"); !strings.Contains(got, "Not verified yet") || !strings.Contains(got, "did not accept the user name or password (401)") {
		t.Errorf("refused: %s", got)
	}
	outside.code = 204
	site.post(path, nil).wants(t, http.StatusSeeOther)
	shown = site.get(path).wants(t, 200)
	if got := shown.text("body"); !strings.Contains(got, "Verified.") || shown.Find("[id^=tried-] > summary").Length() != 2 || strings.Contains(got, "hunter2") {
		t.Errorf("verified: %s", got)
	}
	now, err := s.Callback(t.Context(), models.Everything, made.PublicID)
	if err != nil || now.Unverified() {
		t.Errorf("not verified: %v", err)
	}
	form := batchForm()
	form.Set("version", "2")
	form.Set("url", "https://crm.example/moved")
	form.Set("password", "")
	site.post("/admin/callbacks/"+made.PublicID+"/edit", form).wants(t, http.StatusSeeOther)
	if now, _ = s.Callback(t.Context(), models.Everything, made.PublicID); !now.Unverified() || now.URL != "https://crm.example/moved" {
		t.Errorf("moved: %+v", now)
	}
}

func TestBatchPagesAreOfBatchesAlone(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, _, company := batchSite(t, s)
	made := addBatch(t, s, site, company)
	event := models.Callback{Kind: models.KindEvent, CompanyID: company.ID, URL: "https://crm.example", Types: []models.CallbackType{{Type: "person_added"}}}
	if err := s.CreateCallback(t.Context(), storetest.Access(), &event); err != nil {
		t.Fatal(err)
	}
	viewer := as(t, s, models.Viewer, company.Owner())
	for _, page := range []string{"/verification", "/subscriptions"} {
		if shown := viewer.get("/admin/callbacks/"+made.PublicID+page).wants(t, 200); shown.has("main form[method=post]") {
			t.Errorf("a viewer may change %s", page)
		}
		viewer.post("/admin/callbacks/"+made.PublicID+page, nil)
	}
	site.get("/admin/callbacks/"+event.PublicID+"/subscriptions").wants(t, http.StatusNotFound)
	site.post("/admin/callbacks/"+event.PublicID+"/verification/by-hand", url.Values{"reason": {"it is fine"}}).wants(t, http.StatusNotFound)
	for _, c := range []models.Callback{made, event} {
		viewer.post("/admin/callbacks/"+c.PublicID+"/verification", nil).wants(t, http.StatusForbidden)
	}
}
