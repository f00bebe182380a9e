package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryWayToAContactIsTheSame makes the same changes through the API and
// through the console: the same postbacks go out, and the same rows stay.
func TestEveryWayToAContactIsTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		admin := p.admin()
		byAPI := func(location string) {
			made := want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
			path := "/v2/contacts/" + made.Contact["id"].(string)
			want[contactOf](t, key.call(http.MethodPut, path, `{"contact":{"city":"Delft"}}`), http.StatusOK)
			if got := key.call(http.MethodDelete, path, ""); got.code != http.StatusNoContent {
				t.Errorf("DELETE answers %d: %s", got.code, got.body)
			}
		}
		byHand := func(location string) {
			made := admin.post("/admin/locations/"+location+"/records/contacts/new", url.Values{"last_name": {"Jones"}, "email_trx_receipt": {"false"}})
			path := made.header.Get("Location")
			if made.code != http.StatusSeeOther {
				t.Fatalf("the form answers %d: %s", made.code, made.body)
			}
			admin.post(path+"/edit", url.Values{
				"last_name": {"Jones"}, "city": {"Delft"}, "email_trx_receipt": {"false"}, "header_message_type_id": {"0"}, "version": {"1"},
			})
			admin.post(path+"/delete", nil)
		}
		seen := map[string][]string{}
		for name, change := range map[string]func(location string){"API": byAPI, "console": byHand} {
			location := p.location(company, "At the "+name)
			want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs",
				sampleConfig(location, rc.url+"/200/"+name, `"on_update":"1"`, `"on_update":"0"`, `"expands":""`, `"expands":"changelogs"`)), http.StatusCreated)
			change(location)
			until(t, "two delivered and one not sent", func() bool {
				_, text := admin.get("/admin/deliveries?location=" + location)
				rows := badges(t, text)
				return rows["Delivered"] == 2 && rows["Not sent"] == 1
			})
			for _, request := range rc.wait("/200/"+name, 2) {
				form, err := url.ParseQuery(request.body)
				if err != nil {
					t.Fatal(err)
				}
				seen[name] = append(seen[name], form.Get("type")+" "+alike(strings.ReplaceAll(form.Get("data"), location, "LOCATION")))
			}
			slices.Sort(seen[name])
		}
		if diff := cmp.Diff(seen["API"], seen["console"]); diff != "" {
			t.Error(diff)
		}
	})
}

// own are the parts of a body that no two records share.
var own = regexp.MustCompile(`"(id|created_ts|modified_ts)":("[0-9a-fA-F]{24}"|"[0-9A-Z]{13}"|\d+)`)

// alike leaves out ids and times.
func alike(data string) string {
	data = own.ReplaceAllString(data, `"$1":0`)
	return regexp.MustCompile(`"field":"(id|created_ts)","old_value":null,"new_value":("[0-9a-f]{24}"|\d+)`).ReplaceAllString(data, `"field":"$1"`)
}
