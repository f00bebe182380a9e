package native_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPreviewOfAResend(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.deliver(60)
	got := f.call("GET", "/resend-preview?status=failed&company="+f.Company.PublicID, "").wants(t, 200)
	if got.member(t, "count") != 60.0 || got.member(t, "seconds") != 6.0 || got.member(t, "rate") != 10.0 || got.text(t, "until") != "2027-03-02T09:15:42.007Z" {
		t.Errorf("previews %s", got.Body)
	}
	if !strings.Contains(got.Body, `"by_cause":[{"cause":"http_410","count":60}]`) || !strings.Contains(got.Body, `"url":"https://shop.example/in","hold":null,"count":60`) {
		t.Errorf("previews %s", got.Body)
	}
	if !strings.Contains(got.Body, `"filter":{"company":"`+f.Company.PublicID+`","status":["failed"]}`) {
		t.Errorf("says it looked for %s", got.Body)
	}
	for query, want := range map[string]float64{
		"delivery=" + ids[3].String() + "&delivery=" + ids[4].String(): 2, "status=delivered": 0, "event=e-7&rate=100": 1, "until=2027-03-02T09:15:41Z": 0, "include_delivered=true": 60,
	} {
		if got := f.call("GET", "/resend-preview?"+query, "").wants(t, 200).member(t, "count"); got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for _, query := range []string{
		"rate=0", "rate=x", "rate=101", "include_delivered=perhaps", "until=yesterday", "stauts=failed", "status=lost", "company=", "company=a&company=b",
	} {
		f.call("GET", "/resend-preview?"+query, "").wants(t, http.StatusUnprocessableEntity)
	}
	f.call("GET", "/resends", "").wants(t, 200)
}

func TestResendIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(2)
	for body, field := range map[string]string{
		`{}`:                                    "filter",
		`{"filter":[]}`:                         "filter",
		`{"filter":"status=failed"}`:            "filter",
		`{"filter":{"stauts":"failed"}}`:        "filter.stauts",
		`{"filter":{"company":["a","b"]}}`:      "filter.company",
		`{"filter":{"company":""}}`:             "filter.company",
		`{"filter":{"company":{}}}`:             "filter.company",
		`{"filter":{"company":null}}`:           "filter.company",
		`{"filter":{"callback":[]}}`:            "filter.callback",
		`{"filter":{"event":[]}}`:               "filter.event",
		`{"filter":{"status":[]}}`:              "filter.status",
		`{"filter":{"status":[null]}}`:          "filter.status",
		`{"filter":{"delivery":[]}}`:            "filter.delivery",
		`{"filter":{"delivery":null}}`:          "filter.delivery",
		`{"filter":{"status":["lost"]}}`:        "filter",
		`{"filter":{"status":["delivered"]}}`:   "filter",
		`{"filter":{},"rate":0}`:                "rate",
		`{"filter":{},"rate":"fast"}`:           "rate",
		`{"filter":{},"until":"soon"}`:          "until",
		`{"filter":{},"include_delivered":"x"}`: "include_delivered",
	} {
		got := f.call("POST", "/resends", body).wants(t, http.StatusUnprocessableEntity)
		if !strings.Contains(got.Body, `"field":"`+field+`"`) {
			t.Errorf("%s: %s", body, got.Body)
		}
	}
	for until, want := range map[string]string{"2025-12-31T23:59:59Z": "until must be 2026-01-01T00:00:00Z or later", "2027-03-02 09:15": "until must be a moment in RFC 3339"} {
		if got := f.call("POST", "/resends", `{"filter":{},"until":"`+until+`"}`).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, want) {
			t.Errorf("until %s: %s", until, got.Body)
		}
	}
	got := f.call("POST", "/resends", `{"filter":{"delivery":[],"status":[{}],"cause":null}}`).wants(t, http.StatusUnprocessableEntity)
	for _, want := range []string{"filter.delivery must not be empty", "filter.status must be a string or a list of strings", "filter.cause must not be empty"} {
		if strings.Count(got.Body, want) != 1 {
			t.Errorf("says %s", got.Body)
		}
	}
	for _, value := range hostile {
		for _, body := range []string{`{"filter":` + value + `}`, `{"filter":{"status":` + value + `,"q":` + value + `}}`, `{"filter":{"delivery":` + value + `},"rate":` + value + `,"until":` + value + `}`} {
			if got := f.call("POST", "/resends", body); got.Status >= http.StatusInternalServerError {
				t.Errorf("%.80s: %d %s", body, got.Status, got.Body)
			}
		}
	}
}
