package console

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// TestAPISamples reads the calls to paste as several people see them.
func TestAPISamples(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	other := models.Company{Name: "Southwind Gyms", Active: true}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		role      models.Role
		of        models.Owner
		path      string
		has, lack []string
	}{
		"a manager of a company": {
			models.Manager, company.Owner(), "",
			[]string{"/companies/" + company.PublicID + "/config/callbacks", `"location_id": "` + location.PublicID + `"`, "$KEY", "$DATABASE"},
			[]string{other.PublicID, "$COMPANY", "'$LOCATION'", "$URL"},
		},
		"a viewer": {
			models.Viewer, company.Owner(), "",
			[]string{"/companies/" + company.PublicID + "/config/callbacks"},
			[]string{"-X DELETE", "callback_events/test"},
		},
		"an admin who chooses a company": {
			models.Admin,
			models.Owner{},
			"?company=" + other.PublicID,
			[]string{other.PublicID, "$LOCATION"},
			[]string{company.PublicID, location.PublicID},
		},
		"an operator of a location": {
			models.Operator, location.Owner(), "", []string{"$COMPANY"}, []string{company.PublicID, other.PublicID},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user := storetest.User(t, s, strings.ReplaceAll(name, " ", "-")+"@northwind.example", test.role, test.of)
			site := open(t, s).signIn(user.Email)
			page := site.get("/admin/api"+test.path).wants(t, http.StatusOK)
			samples := page.Find("pre[id^=sample-]").Text()
			for _, text := range append(test.has, `curl "`+site.address) {
				if !strings.Contains(samples, text) {
					t.Errorf("no sample holds %s", text)
				}
			}
			for _, text := range test.lack {
				if strings.Contains(samples, text) {
					t.Errorf("a sample holds %s", text)
				}
			}
			if got, want := page.has("#company"), test.of.CompanyID == 0; got != want {
				t.Errorf("a company can be chosen: %t, want %t", got, want)
			}
			everything := test.role == models.Manager && test.of.LocationID == 0 || test.role == models.Admin
			if leftOut := strings.Contains(page.Text(), "calls are left out"); leftOut == everything {
				t.Errorf("the page says that calls are left out: %t", leftOut)
			}
		})
	}
}
