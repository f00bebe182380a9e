package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestBatchMarkedByHand moves a verified batch callback, so that its events are
// held, and marks it as verified by hand, without scripts. What was held goes
// as one batch, and the log of that batch holds it, in the console and the API.
func TestBatchMarkedByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		const base, path = "/rest/api/v1.3/notifications", "/200/moved"
		body := `{"name":"B","url":"` + rc.url + `/200/in","batchSize":3,"authentication":{"type":"B","data":{"userName":"crm","password":"hunter2"}}}`
		for _, call := range [][3]string{
			{http.MethodPost, "/callbacks", body},
			{http.MethodGet, "/callbacks/B?action=verify", ""},
			{http.MethodPost, "/subscriptions", `{"name":"S","callBackName":"B","eventTypes":["SMS_FAILED"]}`},
			{http.MethodPut, "/callbacks/B", strings.Replace(body, "/200/in", path, 1)},
		} {
			if got := key.call(call[0], base+call[1], call[2]); got.code != http.StatusOK {
				t.Fatalf("%s: %d %s", call[1], got.code, got.body)
			}
		}
		event := `{"type":"SMS_FAILED","data":{}}`
		key.call(http.MethodPost, "/api/v1/companies/"+company+"/events", "["+event+","+event+","+event+"]")
		tried := len(rc.at(path))

		admin := p.admin()
		verification := linkIn(t, admin, "/admin/", "a[href$='/verification']")
		_, text := admin.get(verification)
		form := page(t, text).Find("form[action$='/by-hand']")
		action := form.AttrOr("action", "")
		values := url.Values{"version": {form.Find("input[name=version]").AttrOr("value", "")}}
		if got := admin.post(action, values); got.code != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Enter the reason") {
			t.Fatalf("no reason: %d", got.code)
		}
		values.Set("reason", "The gate refuses empty lists")
		if got := admin.post(action, values); got.code != http.StatusSeeOther {
			t.Fatalf("marked: %d %s", got.code, got.body)
		}
		if got := rc.wait(path, tried+1)[tried]; strings.Count(got.body, "{") != 3 {
			t.Errorf("sent %s", got.body)
		}
		if _, text = admin.get(verification); !strings.Contains(page(t, text).Find("main").Text(), "Marked as verified by "+adminEmail) {
			t.Errorf("the page says %s", page(t, text).Find("main").Text())
		}

		batch := linkIn(t, admin, "/admin/deliveries", "a.tag[href*='batch=']")
		until(t, "three delivered in the batch", func() bool {
			_, text := admin.get(batch)
			return badges(t, text)["Delivered"] == 3
		})
		_, query, _ := strings.Cut(batch, "?")
		listed := want[struct{ Data []struct{ ID string } }](t, key.call(http.MethodGet, "/api/v1/deliveries?"+query, ""), http.StatusOK)
		if len(listed.Data) != 3 {
			t.Errorf("the API lists %d", len(listed.Data))
		}
	})
}

// linkIn returns where the first link of a page leads that the selector finds.
func linkIn(t *testing.T, o person, path, selector string) string {
	t.Helper()
	_, text := o.get(path)
	found := page(t, text).Find(selector).First()
	if found.Length() == 0 {
		t.Fatalf("no %s in %s", selector, path)
	}
	return found.AttrOr("href", "")
}
