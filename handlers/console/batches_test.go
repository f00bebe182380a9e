package console_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/handlers/console"
	"callboard/handlers/console/desk"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/storetest"
	"callboard/models/subscription"
)

// receivers stand for those who are tried: each answers with this code.
type receivers struct {
	store *store.Store
	code  int
	tried []models.Callback

	blocked bool // the guard lets nothing through to them
}

func (v *receivers) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := v.store.Opened(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	tried := models.Attempt{Method: "POST", URL: c.URL, Code: v.code, RequestHeaders: []models.Header{{Name: "Authorization", Hidden: true}}}
	if v.code >= http.StatusBadRequest {
		tried.Cause = models.HTTP401
	}
	done := models.Verification{Attempts: []models.Attempt{tried}}
	done.Released, err = v.store.NoteCheck(ctx, by, c, done.Attempts)
	return done, err
}

func (v *receivers) Try(_ context.Context, c models.Callback) models.Attempt {
	v.tried = append(v.tried, c)
	tried := models.Attempt{Method: c.Method(), URL: c.URL, Code: v.code}
	switch {
	case v.blocked:
		tried.Cause = models.BlockedAddress
	case v.code >= http.StatusBadRequest:
		tried.Cause = models.HTTP401
	}
	return tried
}

// batchSite is the console of a manager, and the receivers behind it.
func batchSite(t *testing.T, s *store.Store) (*site, *receivers, models.Company) {
	t.Helper()
	company, outside := storetest.Company(t, s), &receivers{store: s, code: 200}
	user := storetest.User(t, s, "manager@northwind.example", models.Manager, company.Owner())
	site := openWith(t, console.Deps{
		Desk: desk.Desk{Store: s}, Publisher: quiet{}, Verifier: outside, Wake: func() {}, SetupToken: setupToken, Version: "test",
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
	storetest.Each(t, func(t *testing.T, s *store.Store) {
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
	})
}

func TestVerificationPage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
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
	})
}

func TestSubscriptionPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		site, _, company := batchSite(t, s)
		made := addBatch(t, s, site, company)
		base := "/admin/callbacks/" + made.PublicID
		path := base + "/subscriptions"
		if got := site.get(path).wants(t, 200); !strings.Contains(got.text("main"), "Subscriptions can be added once it is") || got.has("a[href$='/subscriptions/new']") {
			t.Error("an unverified callback can be subscribed")
		}
		site.get(path+"/new").wants(t, http.StatusSeeOther)
		site.post(base+"/verification", nil).wants(t, http.StatusSeeOther)

		shown := site.post(path+"/new", url.Values{"name": {""}, "campaigns": {"Spring"}}).wants(t, 422)
		if !shown.has("#types-error") || !shown.has("#name-error") || shown.text("textarea[name=campaigns]") != "Spring" {
			t.Errorf("refused: %s", shown.text("main"))
		}
		site.post(path+"/new", url.Values{"name": {"S"}, "types": {"EMAIL_BOUNCED", "SMS_FAILED"}, "campaigns": {"Spring\r\nSummer\n"}}).wants(t, http.StatusSeeOther)
		all, err := s.Subscriptions(t.Context(), models.Everything, store.SubscriptionFilter{Callback: made.ID})
		if err != nil || len(all) != 1 || len(all[0].Wanted()) != 4 {
			t.Fatalf("%+v, %v", all, err)
		}
		if got := site.get(path).wants(t, 200).text("table"); !strings.Contains(got, "EMAIL_BOUNCED, SMS_FAILED") || !strings.Contains(got, "Spring, Summer") {
			t.Errorf("list: %s", got)
		}
		one := path + "/" + all[0].ID.String()
		if edit := site.get(one+"/edit").wants(t, 200); edit.text("textarea[name=campaigns]") != "Spring Summer" || edit.Find("input[name=types][checked]").Length() != 2 {
			t.Error("the form to edit does not show what is stored")
		}
		site.post(one+"/edit", url.Values{"name": {"S"}, "types": {"EMAIL_BOUNCED"}}).wants(t, http.StatusSeeOther)
		site.post(one+"/pause", url.Values{"status": {subscription.Paused}}).wants(t, http.StatusSeeOther)
		now, _ := s.Subscription(t.Context(), models.Everything, store.SubscriptionFilter{ID: all[0].ID})
		if now.Status != subscription.Paused || len(now.Filters) != 0 || len(now.Types) != 1 {
			t.Errorf("edited and paused: %+v", now)
		}
		if asked := site.get(base+"/end").wants(t, 200); asked.has("#end") || !strings.Contains(asked.text("main"), "It cannot end yet: it still has 1 subscription.") {
			t.Errorf("asks whether to end: %s", asked.text("main"))
		}
		refused := site.post(base+"/end", nil).wants(t, http.StatusConflict)
		if got := refused.text("main"); !strings.Contains(got, "Delete all of them first") {
			t.Errorf("ended with subscriptions: %s", got)
		}
		if asked := site.get(one+"/delete").wants(t, 200); asked.text("h1") != "Delete ‘S’?" || !asked.has("#cancel[href='"+path+"']") {
			t.Errorf("asks %q before it deletes", asked.text("h1"))
		}
		site.post(one+"/delete", nil).wants(t, http.StatusSeeOther)
		site.post(one+"/delete", nil).wants(t, http.StatusNotFound)
		site.post(base+"/end", nil).wants(t, http.StatusSeeOther)
	})
}

// What still subscribes to a callback that has ended keeps its name from
// another one, so it can be deleted, and nothing else.
func TestSubscriptionsOfAnEndedCallback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		site, _, company := batchSite(t, s)
		made := addBatch(t, s, site, company)
		path := "/admin/callbacks/" + made.PublicID + "/subscriptions"
		site.post("/admin/callbacks/"+made.PublicID+"/verification", nil).wants(t, http.StatusSeeOther)
		site.post(path+"/new", url.Values{"name": {"S"}, "types": {"EMAIL_BOUNCED"}}).wants(t, http.StatusSeeOther)
		over, err := s.Callback(t.Context(), models.Everything, made.PublicID)
		if err != nil {
			t.Fatal(err)
		}
		over.StartAt, over.EndAt = 60_000, 120_000
		if err := s.UpdateCallback(t.Context(), storetest.Access(), &over); err != nil {
			t.Fatal(err)
		}
		shown := site.get(path).wants(t, 200)
		if shown.has("a[href$='/subscriptions/new'], a[id^='edit-'], form[action$='/pause']") || !shown.has("a[id^='delete-']") {
			t.Errorf("of an ended callback: %s", shown.text("main"))
		}
		if got := site.post(path+"/new", url.Values{"name": {"T"}, "types": {"SMS_FAILED"}}).wants(t, http.StatusConflict); got.text("h1") != "Callback "+made.PublicID+" has ended" {
			t.Errorf("subscribed: %s", got.text("main"))
		}
	})
}

func TestBatchPagesAreOfBatchesAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
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
	})
}

// Of two who change one subscription, the second must see that somebody was
// faster before anything of theirs is stored.
func TestChangeSubscriptionTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		site, _, company := batchSite(t, s)
		made := addBatch(t, s, site, company)
		site.post("/admin/callbacks/"+made.PublicID+"/verification", nil).wants(t, http.StatusSeeOther)
		one := subscription.Subscription{CompanyID: company.ID, CallbackID: made.ID, Name: "S", Types: []string{"EMAIL_BOUNCED"}}
		if err := s.SaveSubscription(t.Context(), storetest.Access(), &one); err != nil {
			t.Fatal(err)
		}
		path := "/admin/callbacks/" + made.PublicID + "/subscriptions/" + one.ID.String() + "/edit"
		typed := func(shown page, types, campaign string) url.Values {
			return withFields(hidden(shown), "name", "S", "types", types, "campaigns", campaign)
		}
		mine, theirs := site.get(path).wants(t, 200), site.get(path)
		site.post(path, typed(theirs, "EMAIL_BOUNCED", "Spring")).wants(t, http.StatusSeeOther)
		stored := func() string {
			now, err := s.Subscription(t.Context(), models.Everything, store.SubscriptionFilter{ID: one.ID})
			if err != nil || len(now.Filters) != 1 {
				t.Fatalf("%+v, %v", now, err)
			}
			return now.Filters[0].Campaigns[0]
		}
		mine = site.post(path, typed(mine, "", "Winter")).wants(t, 422) // to mend a form makes it no newer
		late := site.post(path, typed(mine, "EMAIL_BOUNCED", "Winter")).wants(t, http.StatusConflict)
		if !strings.Contains(late.text("#problem"), "Somebody changed this meanwhile") || late.text("#campaigns") != "Winter" || stored() != "Spring" {
			t.Errorf("%s; typed %q, stored %q", late.text("#problem"), late.text("#campaigns"), stored())
		}
		if site.post(path, typed(late, "EMAIL_BOUNCED", "Winter")).wants(t, http.StatusSeeOther); stored() != "Winter" {
			t.Errorf("stored %q in the end", stored())
		}
	})
}
