package native_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestListDeliveries(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.deliver(120)
	var listed []string
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		got := f.call("GET", "/deliveries?limit=70&status=failed&company="+f.Company.PublicID+"&cursor="+cursor, "").wants(t, 200)
		for _, row := range got.member(t, "data").([]any) {
			listed = append(listed, row.(map[string]any)["id"].(string))
		}
		if cursor = got.text(t, "next_cursor"); pages > 2 {
			t.Fatal("the list has no end")
		}
	}
	if len(listed) != len(ids) || listed[0] != ids[119].String() || listed[119] != ids[0].String() {
		t.Errorf("%d deliveries, from %s", len(listed), listed[0])
	}
	for query, want := range map[string]int{
		"event=e-7": 1, "status=delivered": 0, "cause=http_410&limit=200": 120, "code=5xx": 0, "host=shop.example&limit=1": 1, "type=person_updated": 0,
		"company=none": 0, "q=" + ids[3].String(): 1,
	} {
		if got := len(f.call("GET", "/deliveries?"+query, "").wants(t, 200).member(t, "data").([]any)); got != want {
			t.Errorf("%s: %d deliveries, want %d", query, got, want)
		}
	}
	many := ""
	for i := range 6000 { // more than a statement of SQLite can name for each status
		many += fmt.Sprintf("&type=a%d", i)
	}
	for _, query := range []string{many, "status=lost", "stauts=failed", "after=0000000000001", "code=9", "slow=x", "cursor=x", "cause=" + url.QueryEscape("<b>")} {
		if got := f.call("GET", "/deliveries?"+query, "").wants(t, http.StatusUnprocessableEntity); strings.Contains(got.Body, "left out") {
			t.Errorf("%.60s is refused, and the answer says %s", query, got.Body)
		}
	}
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.deliver(1)[0].String()
	got := f.call("GET", "/deliveries/"+id, "").wants(t, 200)
	if got.text(t, "cause.text") != "shop.example says this address is gone for good (410). 410 is final for a signed callback: it is not tried again." || got.text(t, "event.id") != "e-0" || got.text(t, "location") != f.Location.PublicID {
		t.Errorf("shows %s", got.Body)
	}
	if resent := f.call("POST", "/deliveries/"+id+"/resend", "").wants(t, 200); resent.text(t, "status") != "queued" || f.woken == 0 {
		t.Errorf("resent: %s", resent.Body)
	}
	if cancelled := f.call("POST", "/deliveries/"+id+"/cancel", "").wants(t, 200); cancelled.text(t, "reason.code") != "by_person" {
		t.Errorf("cancelled: %s", cancelled.Body)
	}
	if again := f.call("POST", "/deliveries/"+id+"/cancel", "").wants(t, http.StatusConflict); !strings.Contains(again.text(t, "detail"), "nothing to cancel") {
		t.Errorf("again: %s", again.Body)
	}
	for _, none := range []string{"0000000000001", "x", strings.Repeat("9", 40)} {
		f.call("GET", "/deliveries/"+none, "").wants(t, http.StatusNotFound)
	}
}
