package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestSubscriptionPages(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
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
	edit := site.get(one+"/edit").wants(t, 200)
	if edit.text("textarea[name=campaigns]") != "Spring Summer" || edit.Find("input[name=types][checked]").Length() != 2 {
		t.Error("the form to edit does not show what is stored")
	}
	site.post(one+"/edit", withFields(hidden(edit), "name", "S", "types", "EMAIL_BOUNCED")).wants(t, http.StatusSeeOther)
	site.post(one+"/pause", url.Values{"status": {models.SubscriptionPaused}}).wants(t, http.StatusSeeOther)
	now, _ := s.Subscription(t.Context(), models.Everything, store.SubscriptionFilter{ID: all[0].ID})
	if now.Status != models.SubscriptionPaused || len(now.Filters) != 0 || len(now.Types) != 1 {
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
}

// What still subscribes to a callback that has ended keeps its name from
// another one, so it can be deleted, and nothing else.
func TestSubscriptionsOfAnEndedCallback(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
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
}

// Of two who change one subscription, the second must see that somebody was
// faster before anything of theirs is stored.
func TestChangeSubscriptionTogether(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, _, company := batchSite(t, s)
	made := addBatch(t, s, site, company)
	site.post("/admin/callbacks/"+made.PublicID+"/verification", nil).wants(t, http.StatusSeeOther)
	one := models.Subscription{CompanyID: company.ID, CallbackID: made.ID, Name: "S", Types: []string{"EMAIL_BOUNCED"}}
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
	if got := late.text(".compare tbody"); got != "Campaigns Spring Winter" {
		t.Errorf("compares %q", got)
	}
	if site.post(path, typed(late, "EMAIL_BOUNCED", "Winter")).wants(t, http.StatusSeeOther); stored() != "Winter" {
		t.Errorf("stored %q in the end", stored())
	}
}
