package native_test

import (
	"strings"
	"testing"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.register(`{"kind":"batch","name":"Bounces","destination":{"url":"https://crm.example/in","backup_url":"https://crm2.example/in"},"sign_in":{"user":"crm","password":"p"}}`)
	path := "/callbacks/" + id
	f.refuses["https://crm2.example/in"] = true
	got := f.call("POST", path+"/verify", "").wants(t, 200)
	tried := got.member(t, "tried").([]any)
	if got.member(t, "answered") != false || len(tried) != 2 || !strings.Contains(got.Body, `"url":"https://crm2.example/in","started_at":"2027-03-02T09:15:42.007Z","took_ms":0,"code":401,"cause":{"code":"http_401"`) {
		t.Errorf("answers %s", got.Body)
	}
	if got := f.call("GET", path, ""); got.text(t, "state") != "unverified" || got.member(t, "verified_at") != nil {
		t.Errorf("after it: %s", got.Body)
	}
	delete(f.refuses, "https://crm2.example/in")
	if got := f.call("POST", path+"/verify", "").wants(t, 200); got.member(t, "answered") != true || got.member(t, "released") != 0.0 {
		t.Errorf("answers %s", got.Body)
	}
	if got := f.call("GET", path, ""); got.text(t, "state") != "active" || got.text(t, "verified_at") == "" {
		t.Errorf("verified: %s", got.Body)
	}
	if got := f.call("PATCH", path, `{"destination":{"url":"https://crm.example/in3"}}`); got.text(t, "state") != "unverified" {
		t.Errorf("moved: %s", got.Body)
	}
	if got := f.call("POST", "/callbacks/"+f.register(signed)+"/verify", "").wants(t, 200); got.member(t, "answered") != true {
		t.Errorf("a signed one: %s", got.Body)
	}
}

// A receiver that does not know the handshake of CloudEvents has answered all the same.
func TestVerifyTellsOfTheHandshake(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/callbacks/" + f.register(signed)
	if got := f.call("POST", path+"/verify", "").wants(t, 200); !strings.Contains(got.Body, `"handshake":null`) {
		t.Errorf("another format: %s", got.Body)
	}
	f.call("PATCH", path, `{"destination":{"format":"application/cloudevents+json"}}`).wants(t, 200)
	got := f.call("POST", path+"/verify", "").wants(t, 200)
	const want = `"handshake":{"allowed":false,"code":405,"text":"The receiver does not know the handshake (405). It need not: events are sent all the same."}`
	if got.member(t, "answered") != true || len(got.member(t, "tried").([]any)) != 1 || !strings.Contains(got.Body, want) {
		t.Errorf("answers %s", got.Body)
	}
}
