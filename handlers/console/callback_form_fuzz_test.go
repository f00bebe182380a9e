package console

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/views"
)

// typedAt is the moment that "Now" means.
var typedAt = time.Date(2026, 11, 22, 9, 30, 15, 0, time.UTC)

// FuzzForm reads any form for each kind of callback. Whatever it makes can be
// checked, shown and sampled, and what can be saved comes out of its own form
// as it went in.
func FuzzForm(f *testing.F) {
	f.Add("starts=event&name=CRM+feed&url=https%3A%2F%2Fcrm.example%2Fin&type=subscription_added&list_id=l1234&method=POST&content_type=application%2Fjson" +
		"&start=on&start_date=1+1+2027&start_time=9.30&end=on&end_date=2027-02-01&attempts=4&interval=30&unit=seconds&user=crm&password=hunter2&version=3")
	f.Add("starts=record&url=https%3A%2F%2Fpos.example&resource=contact&actions=create&actions=delete&postback_attempts=3&postback_interval=2&postback_unit=hours" +
		"&active=1&expands=changelogs&product_transaction_id=11e66c8ad3e4f5a6b7c8d905&header_name=X-Shop&header_value=7&header_name=X-Token&header_value=s&header_secret=1")
	f.Add("starts=batch&name=Bounces&url=https%3A%2F%2Fcrm.example%2Fin&backup_url=https%3A%2F%2Fcrm.example%2Fb&batch_size=20&wait=5&user=crm&password=p")
	f.Add("starts=signed&url=https%3A%2F%2Fshop.example&types=person_*%2C+contact.created%0D%0A*&signed_plan=same&signed_attempts=1%2C0&signed_interval=5&signed_unit=minutes" +
		"&coverage=only&covered=0000000000001&covered=x&covered=&replaces=&condition=data.contact_balance+%3E+0")
	f.Add("url=%ff%00&name=%e2%80%8b%20a&start=on&start_date=31+2+2027&attempts=-9223372036854775808&interval=99999999999999999999&timeout=x")
	const good = "name=B&url=https%3A%2F%2Fcrm.example&type=person_added&resource=contact&actions=create&types=*&batch_size=5&user=u&password=p"
	for _, odd := range []string{"condition=%ff", "condition=a%00b", "condition=a%0d%0ab", "name=a%ffb", "user=a%ffb", "password=a%ffb", "expands=a%ff", "header_name=X&header_value=a%ffb", "header_name=Cookie&header_value=a", "backup_url=https%3A%2F%2Fb.example&attempts=-1&postback_attempts=-1&signed_plan=same&signed_attempts=-1"} {
		f.Add(odd + "&" + good)
	}
	f.Fuzz(func(t *testing.T, body string) {
		typed, _ := url.ParseQuery(body)
		form := readCallbackForm(typed)
		for _, kind := range models.Kinds() {
			c := models.Callback{ID: 7, Version: 2, Kind: kind, CompanyID: 1, PublicID: "cb7", Types: []models.CallbackType{{CallbackID: 7, Type: "contact.*"}}}
			if c.Kind == models.KindPostback {
				c.LocationID = 3
			}
			if c.Kind == models.KindDatabase {
				c.DatabaseRefID, c.Types[0].Type = 4, "profile.*"
			}
			fits(t, c, form)
		}
		callbackSamples(views.CallbackPage{Callback: models.Callback{CompanyID: 1}, Form: form}, typedAt)
	})
}

// fits fills c in, and where it can be saved also once more from the form that
// shows it.
func fits(t *testing.T, c models.Callback, form views.CallbackForm) {
	t.Helper()
	found := fillCallbackForm(&c, form, typedAt)
	onFormFields(found, c.Kind)
	if len(found) > 0 {
		return
	}
	c.Clean()
	saysText(t, c)
	for _, step := range c.Plan() {
		if step < 0 || step > models.MaxInterval {
			t.Errorf("a %s waits %s before an attempt", c.Kind, step)
		}
	}
	stored := c
	stored.Secrets, stored.EncryptedSecrets = models.Secrets{}, []byte("sealed")
	again := stored
	if found := fillCallbackForm(&again, views.FormOf(stored), typedAt); found != nil {
		t.Fatalf("a saved %s is refused: %v\n%+v", c.Kind, found, stored)
	}
	again.Clean()
	if diff := cmp.Diff(stored.Plan(), again.Plan()); diff != "" {
		t.Errorf("a saved %s tries at other times: %s", c.Kind, diff)
	}
	if diff := cmp.Diff(spelled(stored), spelled(again)); diff != "" {
		t.Errorf("a saved %s changes when nobody changes it: %s", c.Kind, diff)
	}
}

// spelled returns c with what it leaves to its kind written out, its plan and
// empty secrets left out.
func spelled(c models.Callback) models.Callback {
	c.Settings.Method, c.Settings.ContentType = c.Method(), c.ContentType()
	c.Settings.Attempts, c.Settings.Interval, c.Settings.Delays = 0, 0, nil
	c.Settings.BatchWait = int(c.BatchWait() / time.Second)
	if c.Secrets.Empty() {
		c.Secrets = models.Secrets{}
	}
	return c
}

// saysText sees that every text of c can be stored by both databases.
func saysText(t *testing.T, c models.Callback) {
	t.Helper()
	texts := []string{c.Name, c.URL, c.Settings.User, c.Secrets.Password, c.Settings.Expands, c.Settings.BackupURL, c.Settings.Condition, c.Settings.Method}
	for _, one := range c.Types {
		texts = append(texts, one.Type, one.FilterValue)
	}
	for _, h := range c.Settings.Headers {
		texts = append(texts, h.Name, h.Value)
	}
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			t.Errorf("a %s holds %q", c.Kind, text)
		}
	}
	if _, err := url.Parse(c.URL); err != nil {
		t.Errorf("URL: %v", err)
	}
}
