package console

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store/storetest"
)

// signed registers a signed callback through the form, and returns it with
// the page that shows its secret.
func (d fixture) signed(t *testing.T, typed map[string]string) (models.Callback, page) {
	t.Helper()
	all := map[string]string{"starts": "signed", "url": "https://shop.example/in", "types": "person_*\r\ncontact.created, contact.created"}
	for name, value := range typed {
		all[name] = value
	}
	shown := d.fill(t, d.callbacks()+"/new", all)
	href, _ := shown.Find("#kept").Attr("href")
	if href == "" {
		t.Fatalf("%d: %s", shown.status, shown.text("#problem"))
	}
	return d.read(t, strings.TrimPrefix(href, "/admin/callbacks/")), shown
}

func TestAddSignedCallback(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c, shown := d.signed(t, map[string]string{"signed_content_type": models.CloudEvents, "coverage": "only", "covered": d.location.ID.String()})
	secret := shown.text("#secret")
	if models.SigningSecretProblem(secret) != "" {
		t.Errorf("shows %q", secret)
	}
	if c.Kind != models.KindWebhook || len(c.Types) != 2 || c.Types[1].Type != "person_*" || c.ContentType() != models.CloudEvents {
		t.Errorf("stored %+v", c)
	}
	if v := c.Settings.Coverage; v.Mode != models.CoverOnly || len(v.Locations) != 1 || v.Locations[0] != d.location.ID || len(c.Plan()) != 10 {
		t.Errorf("covers %+v, %d attempts", v, len(c.Plan()))
	}
	for _, path := range []string{"", "/edit", "/secret"} {
		page := d.get(t, "/admin/callbacks/"+c.PublicID+path)
		if page.status != http.StatusOK || strings.Contains(page.text("html"), secret) {
			t.Errorf("%s: %d, or it shows the secret again", path, page.status)
		}
	}
	saved := d.fill(t, "/admin/callbacks/"+c.PublicID+"/edit", map[string]string{"signed_plan": "same", "signed_attempts": "3"})
	again := d.read(t, c.PublicID)
	if saved.status != http.StatusOK || len(again.Plan()) != 3 || len(again.Types) != 2 || len(again.Settings.Coverage.Locations) != 1 {
		t.Errorf("%d %q: an edit kept %+v of %d types", saved.status, saved.text("#problem"), again.Settings, len(again.Types))
	}
}

// The answer to a second submit takes the place of the one with the secret.
func TestAddSignedCallbackTwice(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	for name, typed := range map[string]map[string]string{
		"always signed":  {"starts": "signed", "types": "person_*"},
		"signed by wish": {"starts": "event", "type": "person_added", "sign": "1"},
	} {
		form := d.get(t, d.callbacks()+"/new").fields()
		form.Set("url", "https://shop.example/in")
		for field, value := range typed {
			form.Set(field, value)
		}
		first, second := d.post(t, d.callbacks()+"/new", form), d.post(t, d.callbacks()+"/new", form)
		href, _ := first.Find("#kept").Attr("href")
		if got := second.text("#messages"); second.path != href+"/secret" || !strings.Contains(got, "If you could not copy it, create a new one.") {
			t.Errorf("%s: leads from %s to %s: %q", name, href, second.path, got)
		}
		if second.Find("#save").Length() != 1 || strings.Contains(second.text("html"), first.text("#secret")) {
			t.Errorf("%s: offers no new secret, or shows the old one", name)
		}
	}
}

func TestChangeTheSecret(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c, first := d.signed(t, nil)
	path := "/admin/callbacks/" + c.PublicID + "/secret"
	const outside = "Hours in which both secrets sign must be a whole number, 0 to 168"
	for hours, want := range map[string]string{
		"169": outside, "-1": outside, "day": outside, "1.5": outside, "99999999999999999999": outside,
		" ": "Enter the hours in which both secrets sign, 0 to 168",
	} {
		refused := d.fill(t, path, map[string]string{"overlap": hours})
		if got := refused.text("#overlap-error"); refused.status != http.StatusUnprocessableEntity || got != "Error: "+want {
			t.Errorf("%q hours: %d %q", hours, refused.status, got)
		}
	}
	if now := d.read(t, c.PublicID); now.Version != c.Version {
		t.Error("a refused form changes the secret")
	}
	changed := d.fill(t, path, map[string]string{"overlap": "2"})
	if second := changed.text("#secret"); models.SigningSecretProblem(second) != "" || second == first.text("#secret") {
		t.Errorf("%d: the new secret is %q", changed.status, second)
	}
	if now := d.read(t, c.PublicID); now.SignedAt <= c.SignedAt || now.FormerUntil != models.At(noon.Add(2*time.Hour)) {
		t.Errorf("changed at %d, the former one until %d", now.SignedAt, now.FormerUntil)
	}
}

// Reloading the page with the new secret sends the form once more. That must
// not end the secret which the receiver has.
func TestChangeTheSecretTwice(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	signed, _ := d.signed(t, nil)
	plain := d.postback(t, "Till")
	for name, c := range map[string]models.Callback{"another one": signed, "the first one": plain} {
		path := "/admin/callbacks/" + c.PublicID + "/secret"
		form := d.get(t, path).fields()
		first := d.post(t, path, form)
		if models.SigningSecretProblem(first.text("#secret")) != "" {
			t.Fatalf("%s: %d, no secret", name, first.status)
		}
		once := d.read(t, c.PublicID)
		for _, again := range []url.Values{form, {"overlap": {"24"}}} {
			second := d.post(t, path, again)
			if got := second.text(".note h2"); second.status != http.StatusConflict || got != "A new secret was already made 22 Nov 2026 12:00 UTC" {
				t.Errorf("%s: %d %q", name, second.status, got)
			}
			if now := d.read(t, c.PublicID); second.Find("code#secret").Length() != 0 || now.Version != once.Version || string(now.EncryptedKeys) != string(once.EncryptedKeys) {
				t.Errorf("%s: there is another one, as version %d", name, now.Version)
			}
			if next := second.fields().Get("signed_at"); next != strconv.FormatInt(int64(once.SignedAt), 10) {
				t.Errorf("%s: the next form is for the secret of %s", name, next)
			}
		}
	}
	path := "/admin/callbacks/" + plain.PublicID + "/secret"
	form := d.get(t, path).fields()
	d.post(t, path+"/delete", nil)
	if got := d.post(t, path, form); got.status != http.StatusConflict || got.text(".note h2") != "Somebody stopped signing meanwhile" {
		t.Errorf("once signing was stopped: %d %q", got.status, got.text(".note h2"))
	}
}

// A callback of a location takes the place of one of the company there.
func TestTakeThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	wide, _ := d.signed(t, map[string]string{"name": "Head office"})
	shown := d.fill(t, d.postbacks()+"/new", map[string]string{
		"starts": "signed", "url": "https://zuid.example/in", "types": "*", "replaces": wide.ID.String(),
	})
	href, _ := shown.Find("#kept").Attr("href")
	local := d.read(t, strings.TrimPrefix(href, "/admin/callbacks/"))
	if local.LocationID != d.location.ID || local.Settings.Replaces != wide.ID {
		t.Errorf("stored %+v", local.Settings)
	}
	if page := d.get(t, href); !strings.Contains(page.text(".facts"), "Takes the place of Head office, for the same types") {
		t.Errorf("says %q", page.text(".facts"))
	}
	if page := d.get(t, "/admin/callbacks/"+wide.PublicID); !strings.Contains(page.text(".facts"), "Replaced by zuid.example") {
		t.Errorf("the one that is replaced says %q", page.text(".facts"))
	}
	ofLocation := d.as(t, models.Manager, models.Owner{CompanyID: d.company.ID, LocationID: d.location.ID})
	if form := ofLocation.get(t, d.postbacks()+"/new"); form.has("#replaces") {
		t.Error("who may not change the company's callbacks is offered to take their place")
	}
	if form := ofLocation.get(t, href+"/edit"); form.Find("input[type=hidden][name=replaces]").AttrOr("value", "") != wide.ID.String() {
		t.Error("the form forgets whose place is taken")
	}
}

// A callback that asks for a type of the company's own can be tested as well.
func TestTestOfAnOwnType(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	own := models.CustomEventType{CompanyID: d.company.ID, Name: "order.paid", Sample: []byte(`{"order":7}`)}
	if err := d.s.SaveCustomEventType(t.Context(), storetest.Access(), &own); err != nil {
		t.Fatal(err)
	}
	c, _ := d.signed(t, map[string]string{"types": "order.paid"})
	shown := d.get(t, "/admin/test-events/new?callback="+c.PublicID)
	if got := shown.text("#data"); got != `{ "order": 7 }` {
		t.Errorf("offers %q", got)
	}
}
