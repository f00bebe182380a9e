package native_test

import (
	"net/http"
	"testing"
)

// A callback of a kind that need not sign stops signing when it is told to.
func TestRemoveASecret(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.register(`{"kind":"event","types":["person_added"],"destination":{"url":"https://shop.example/"}}`)
	f.call("POST", "/callbacks/"+id+"/secret", "").wants(t, http.StatusOK)
	if got := f.call("DELETE", "/callbacks/"+id+"/secret", "").wants(t, http.StatusOK); got.member(t, "signing") != nil {
		t.Errorf("still signs: %s", got.Body)
	}
	f.call("DELETE", "/callbacks/"+id+"/secret", "").wants(t, http.StatusOK)
}
