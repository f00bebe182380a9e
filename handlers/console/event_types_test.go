package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// orderPaid is the form of an own type.
func orderPaid(c models.Company) url.Values {
	return url.Values{
		"company": {c.PublicID}, "name": {"order.paid"}, "words": {"An order was paid."},
		"sample": {"{\r\n  \"order\": 7.50\r\n}"}, "schema": {`{"required":["order"]}`},
	}
}

// TestAnOwnTypeFromTheFirstToTheLast adds, changes and deletes one.
func TestAnOwnTypeFromTheFirstToTheLast(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	site := as(t, s, models.Manager, company.Owner())
	at := "/admin/companies/" + company.PublicID + "/event-types/order.paid"
	if !site.get("/admin/event-types").wants(t, 200).has("a[href='/admin/event-types/new']") {
		t.Error("nothing leads to the form")
	}
	if got := site.get("/admin/event-types/new").wants(t, 200).text("#company"); got != company.Name {
		t.Errorf("the form offers %q", got)
	}
	if to := site.post("/admin/event-types/new", orderPaid(company)).wants(t, 303).header.Get("Location"); to != at {
		t.Errorf("leads to %q", to)
	}
	own, err := s.CustomEventType(t.Context(), company.ID, "order.paid")
	if err != nil || string(own.Sample) != "{\n  \"order\": 7.50\n}" || string(own.Schema) != `{"required":["order"]}` {
		t.Fatalf("stored %+v, %v", own, err)
	}
	shown := site.get(at).wants(t, 200)
	for _, part := range []string{"order.paid was added.", "An order was paid.", "Own type of " + company.Name, "7.50", "required", "None that you can see."} {
		if !strings.Contains(shown.text("main"), part) {
			t.Errorf("its page misses %q", part)
		}
	}
	if to := site.get("/admin/event-types/order.paid").wants(t, 303).header.Get("Location"); to != at {
		t.Errorf("its bare name leads to %q", to)
	}
	form := site.get(at+"/edit").wants(t, 200)
	changed := url.Values{"version": {form.Find("[name=version]").AttrOr("value", "")}, "words": {"Paid."}, "sample": {form.text("#sample")}}
	site.post(at+"/edit", changed).wants(t, 303)
	if own, err = s.CustomEventType(t.Context(), company.ID, "order.paid"); err != nil || own.Words != "Paid." || len(own.Schema) != 0 || own.Version != 2 {
		t.Errorf("now stored %+v, %v", own, err)
	}
	changed.Set("words", "Mine.")
	clash := site.post(at+"/edit", changed).wants(t, http.StatusConflict)
	if got := clash.text(".compare tbody"); got != "Words Paid. Mine." {
		t.Errorf("compares %q", got)
	}
	if clash.Find("[name=version]").AttrOr("value", "") != "2" || clash.Find("#words").AttrOr("value", "") != "Mine." {
		t.Error("what was typed is lost, or can never be saved")
	}
	site.get(at+"/delete").wants(t, 200)
	site.post(at+"/delete", nil).wants(t, 303)
	site.get(at).wants(t, 404)
}

func TestTypeFormRefused(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	site := as(t, s, models.Manager, company.Owner())
	for name, test := range map[string]struct{ field, value, want string }{
		"no name":         {"name", " ", "Enter the name of the event type"},
		"a built-in name": {"name", "person_added", "This event type is built in"},
		"no JSON":         {"sample", "{7}", "Sample is not valid JSON. Line 1, column 2: ‘7’ where a name in double quotes should be"},
		"another sample":  {"sample", `{"other":7}`, "Sample must be as the schema says"},
		"no schema":       {"schema", "seven", "Schema is not valid JSON. Line 1, column 1: ‘seven’ where a value should be"},
		"long words":      {"words", strings.Repeat("a", 501), "Words must be 500 characters or fewer"},
		"another company": {"company", "5f0c0ffee0c0ffee5f0c0ffe", "Select a company"},
	} {
		form := orderPaid(company)
		form.Set(test.field, test.value)
		back := site.post("/admin/event-types/new", form).wants(t, 422)
		if got := back.text("#" + test.field + "-error"); !strings.HasPrefix(got, "Error: "+test.want) {
			t.Errorf("%s: beside the field stands %q", name, got)
		}
		if !back.has("#problem a[href='#" + test.field + "']") {
			t.Errorf("%s: the summary says %q", name, back.text("#problem"))
		}
		if test.field != "words" && back.Find("#words").AttrOr("value", "") != "An order was paid." {
			t.Errorf("%s: the words are lost", name)
		}
	}
	if got := site.post("/admin/event-types/new", nil).wants(t, 422).text("#problem li"); got != "Select a company Enter the name of the event type" {
		t.Errorf("an empty form is to be mended in %q", got)
	}
	if types, err := s.CustomEventTypes(t.Context(), company.ID); err != nil || len(types) > 0 {
		t.Errorf("%d types were stored, %v", len(types), err)
	}
}

// TestWhoSeesAnOwnType looks at a company's type as people of several roles.
func TestWhoSeesAnOwnType(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company, other := storetest.Company(t, s), models.Company{Name: "Breda Baths", Active: true}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	place := storetest.Location(t, s, company)
	own := models.CustomEventType{CompanyID: company.ID, Name: "order.paid"}
	if err := s.SaveCustomEventType(t.Context(), storetest.Access(), &own); err != nil {
		t.Fatal(err)
	}
	at := "/admin/companies/" + company.PublicID + "/event-types/order.paid"
	for name, test := range map[string]struct {
		role        models.Role
		of          models.Owner
		read, write int
		mayAdd      bool
	}{
		"a manager of the company":      {models.Manager, company.Owner(), 200, 200, true},
		"an operator of the company":    {models.Operator, company.Owner(), 200, 403, false},
		"a manager of its location":     {models.Manager, place.Owner(), 200, 403, false},
		"a manager of another company":  {models.Manager, other.Owner(), 404, 404, true},
		"a manager of everything there": {models.Manager, models.Owner{}, 200, 200, true},
	} {
		user := storetest.User(t, s, strings.ReplaceAll(name, " ", "-")+"@northwind.example", test.role, test.of)
		site := open(t, s).signIn(user.Email)
		shown := site.get(at).wants(t, test.read)
		if shown.has("a[href$='/edit']") != (test.write == 200) {
			t.Errorf("%s: is offered the wrong thing", name)
		}
		for _, path := range []string{at + "/edit", at + "/delete"} {
			if got := site.get(path).status; got != test.write {
				t.Errorf("%s: %s answers %d, want %d", name, path, got, test.write)
			}
		}
		list := site.get("/admin/event-types").wants(t, 200)
		if list.has("a[href='"+at+"']") != (test.read == 200) || list.has("main a[href$='/new']") != test.mayAdd {
			t.Errorf("%s: the list shows %q", name, list.text(".types:first-child"))
		}
		if got := site.get("/admin/event-types/new").status; (got == 200) != test.mayAdd {
			t.Errorf("%s: the form answers %d", name, got)
		}
	}
}

// TestTypePageSaysWhoAsks looks for the callbacks of a built-in type and of an
// own one.
func TestTypePageSaysWhoAsks(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	own := models.CustomEventType{CompanyID: company.ID, Name: "order.paid"}
	if err := s.SaveCustomEventType(t.Context(), storetest.Access(), &own); err != nil {
		t.Fatal(err)
	}
	wide := models.Callback{
		Kind: models.KindWebhook, CompanyID: company.ID, Name: "Ledger", URL: "https://crm.example/in", Types: []models.CallbackType{{Type: "order.*"}},
	}
	narrow := models.Callback{
		Kind: models.KindEvent, CompanyID: company.ID, Name: "Club", URL: "https://crm.example/in",
		Types: []models.CallbackType{{Type: "subscription_added", FilterValue: "l1234"}},
	}
	for _, c := range []*models.Callback{&wide, &narrow} {
		if err := s.CreateCallback(t.Context(), storetest.Access(), c); err != nil {
			t.Fatal(err)
		}
	}
	site := as(t, s, models.Manager, company.Owner())
	at := "/admin/companies/" + company.PublicID + "/event-types/order.paid"
	for path, want := range map[string]models.Callback{at: wide, at + "/delete": wide, "/admin/event-types/subscription_added": narrow} {
		shown := site.get(path).wants(t, 200)
		if got := shown.text("tbody th"); got != want.Name || !shown.has("a[href='/admin/callbacks/"+want.PublicID+"']") {
			t.Errorf("%s names %q", path, got)
		}
	}
	extra := site.get("/admin/event-types/subscription_added").text("main")
	for _, part := range []string{"A person was put on a subscription list.", "Subscription list ID, such as l1234", "subscription.subscription_list.id", "Built in"} {
		if !strings.Contains(extra, part) {
			t.Errorf("misses %q in %q", part, extra)
		}
	}
	if !site.get("/admin/event-types/person_added").wants(t, 200).has("#copy-sample[data-copy='#sample pre']") {
		t.Error("the sample cannot be copied")
	}
	site.get("/admin/event-types/order.lost").wants(t, 404)
}
