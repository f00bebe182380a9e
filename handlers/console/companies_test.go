package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestAddCompanyAndLocation(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site := as(t, s, models.Admin, models.Owner{})
	if got := site.get("/admin/companies").text(".empty h2"); got != "No companies yet" {
		t.Errorf("empty list says %q", got)
	}
	form := hidden(site.get("/admin/companies/new").wants(t, 200))
	refused := site.post("/admin/companies", form).wants(t, http.StatusUnprocessableEntity)
	if got := refused.text("#problem"); got != "There is a problem Enter the name of the company" {
		t.Errorf("summary: %q", got)
	}
	if got := refused.text("#name-error"); got != "Error: Enter the name of the company" {
		t.Errorf("beside the field: %q", got)
	}
	if got := refused.title(); got != "Error: Add company – Callboard" {
		t.Errorf("title: %q", got)
	}
	form.Set("name", "Northwind Gyms")
	first := site.post("/admin/companies", form).wants(t, 303).header.Get("Location")
	if again := site.post("/admin/companies", form).wants(t, 303).header.Get("Location"); again != first {
		t.Errorf("the second submit made %s beside %s", again, first)
	}
	if got := site.get(first).text("#messages"); !strings.HasPrefix(got, "Northwind Gyms was added.") {
		t.Errorf("message: %q", got)
	}

	form = hidden(site.get(first+"/locations/new").wants(t, 200))
	form.Set("name", "Rotterdam Zuid")
	form.Set("code", "RTM-02")
	form.Set("time_zone", "Amsterdam")
	refused = site.post(first+"/locations", form).wants(t, http.StatusUnprocessableEntity)
	if refused.text("#time_zone-error") == "" {
		t.Error("no problem beside the time zone")
	}
	if value, _ := refused.Find("#code").Attr("value"); value != "RTM-02" {
		t.Errorf("typed code is gone: %q", value)
	}
	form.Set("time_zone", "Europe/Amsterdam")
	location := site.post(first+"/locations", form).wants(t, 303).header.Get("Location")
	if again := site.post(first+"/locations", form).wants(t, 303).header.Get("Location"); again != location {
		t.Errorf("the second submit made %s beside %s", again, location)
	}
	if got := site.get(location).wants(t, 200).text(".lead"); got != "Northwind Gyms code RTM-02 Europe/Amsterdam" {
		t.Errorf("lead: %q", got)
	}
}

func TestChangeCompany(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	site := as(t, s, models.Manager, company.Owner())
	path := "/admin/companies/" + company.PublicID + "/settings"
	mine, theirs := hidden(site.get(path).wants(t, 200)), hidden(site.get(path))
	theirs.Set("name", "Southwind")
	site.post(path, theirs).wants(t, 303)
	mine = hidden(site.post(path, mine).wants(t, 422)) // to mend a form makes it no newer
	mine.Set("name", "Westwind")
	mine.Set("active", "no")
	late := site.post(path, mine).wants(t, http.StatusConflict)
	if !strings.Contains(late.text("#problem"), "Somebody changed this meanwhile") {
		t.Errorf("summary: %q", late.text("#problem"))
	}
	if got := late.text(".compare tbody"); got != "Name Southwind Westwind State Active Inactive" {
		t.Errorf("compares %q", got)
	}
	if value, _ := late.Find("#name").Attr("value"); value != "Westwind" {
		t.Errorf("typed name is gone: %q", value)
	}
	site.post(path, withFields(hidden(late), "name", "Westwind", "active", "no")).wants(t, 303)
	list := site.get("/admin/companies").text("tbody tr")
	if !strings.Contains(list, "Westwind") || !strings.Contains(list, "Inactive") {
		t.Errorf("list: %q", list)
	}
}

// hidden returns the hidden fields of the page's form.
func hidden(p page) url.Values {
	form := url.Values{}
	for _, field := range p.Find("main form [type=hidden]").EachIter() {
		name, _ := field.Attr("name")
		value, _ := field.Attr("value")
		form.Set(name, value)
	}
	return form
}

// withFields adds fields, names and values in turn.
func withFields(form url.Values, fields ...string) url.Values {
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}
