package console

import (
	"net/http"
	"net/url"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestChangeLocation(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	location := storetest.Location(t, s, storetest.Company(t, s))
	site := as(t, s, models.Manager, location.Owner())
	path := "/admin/locations/" + location.PublicID + "/settings"
	form := withFields(hidden(site.get(path).wants(t, 200)), "name", "Rotterdam Noord", "code", "RTM-03", "time_zone", "", "active", "yes")
	site.post(path, form).wants(t, 303)
	if late := site.post(path, form).wants(t, http.StatusConflict); late.has(".compare") {
		t.Errorf("sent twice, it compares %q", late.text(".compare tbody"))
	}
	late := site.post(path, withFields(form, "code", "RTM-04", "time_zone", "Europe/Amsterdam")).wants(t, http.StatusConflict)
	if got := late.text(".compare tbody"); got != "Code RTM-03 RTM-04 Time zone UTC Europe/Amsterdam" {
		t.Errorf("compares %q", got)
	}
	if got := site.get(path).text("h1"); got != "Rotterdam Noord" {
		t.Errorf("name: %q", got)
	}
}

func TestSearchLocations(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	other := models.Location{CompanyID: company.ID, Name: "Rotterdam Zuid", Active: true}
	if err := s.CreateLocation(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	site := as(t, s, models.Viewer, models.Owner{})
	for _, q := range []string{"rotterdam centrum", "rtm-02", location.PublicID} {
		to := site.get("/admin/locations?q="+url.QueryEscape(q)).wants(t, 303).header.Get("Location")
		if to != "/admin/locations/"+location.PublicID {
			t.Errorf("%q leads to %s", q, to)
		}
	}
	both := site.get("/admin/locations?q=rott").wants(t, 200)
	if n := both.Find("tbody tr").Length(); n != 2 {
		t.Errorf("%d rows", n)
	}
	if value, _ := both.Find("#search").Attr("value"); value != "rott" {
		t.Errorf("the header's field says %q", value)
	}
	if to, _ := site.get("/admin/locations?q=AB%26234").wants(t, 200).Find("#search-log").Attr("href"); to != "/admin/deliveries?q=AB%26234" {
		t.Errorf("the id of an event leads to %q", to)
	}
	if got := site.get("/admin/locations?q=utrecht").wants(t, 200).text(".empty h2"); got != "Nothing matches ‘utrecht’." {
		t.Errorf("empty: %q", got)
	}
}
