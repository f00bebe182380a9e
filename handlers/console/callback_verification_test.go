package console

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestMarkAsVerified(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	manager, _, company := batchSite(t, s)
	made := addBatch(t, s, manager, company)
	path := "/admin/callbacks/" + made.PublicID + "/verification"
	given := func(reason string, version int64) url.Values {
		return url.Values{"reason": {reason}, "version": {strconv.FormatInt(version, 10)}}
	}
	if manager.get(path).wants(t, 200).has("form[action$='/by-hand']") {
		t.Error("a manager may mark it")
	}
	manager.post(path+"/by-hand", given("because", 1)).wants(t, http.StatusForbidden)

	woken := 0
	user := storetest.User(t, s, "admin@northwind.example", models.Admin, company.Owner())
	admin := openWith(t, Base{Store: s, Publisher: discardingPublisher{}, Wake: func() { woken++ }, SetupToken: setupToken, Version: "test"}).signIn(user.Email)
	shown := admin.get(path).wants(t, 200)
	if !shown.has("details#by-hand:not([open]) form[action='"+path+"/by-hand'][method=post] input#reason") || !shown.has("#by-hand input[name=version][value='1']") {
		t.Error("an admin finds no form")
	}
	for reason, want := range map[string]string{" ": "Enter the reason", strings.Repeat("x", 201): "Reason must be 200 characters or fewer"} {
		shown = admin.post(path+"/by-hand", given(reason, 1)).wants(t, 422)
		value, _ := shown.Find("details#by-hand[open] input#reason").Attr("value")
		if got := shown.text("#reason-error"); !strings.Contains(got, want) || value != reason || !shown.has("#problem a[href='#reason']") {
			t.Errorf("%q: %q, the field holds %q", reason, got, value)
		}
	}
	admin.post(path+"/by-hand", given("because", 7)).wants(t, http.StatusConflict)
	if now, _ := s.Callback(t.Context(), models.Everything, made.PublicID); !now.Unverified() || woken != 0 {
		t.Errorf("marked after all, woken %d times", woken)
	}

	const reason = "The gate refuses <empty> lists"
	admin.post(path+"/by-hand", given(reason, 1)).wants(t, http.StatusSeeOther)
	shown = admin.get(path).wants(t, 200)
	got := shown.text("body")
	for _, want := range []string{"Marked as verified.", "Marked as verified by admin@northwind.example, ", " UTC: " + reason} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if shown.has("form[action$='/by-hand']") || woken != 1 {
		t.Errorf("the form is still there, woken %d times", woken)
	}
	if got := admin.get("/admin/callbacks/"+made.PublicID).wants(t, 200).text("main"); !strings.Contains(got, "Marked as verified by admin@northwind.example") {
		t.Errorf("summary: %s", got)
	}
}
