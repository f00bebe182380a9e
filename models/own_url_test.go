package models_test

import (
	"testing"

	"callboard/models"
)

func TestOwnURL(t *testing.T) {
	t.Parallel()
	const public, local = "https://hooks.example.org", "http://10.0.0.5:8080"
	for _, test := range []struct {
		public, url string
		own         bool
	}{
		{public, "https://hooks.example.org/api/v1/companies/1/events", true},
		{public, "https://HOOKS.example.org.:443/", true},
		{public, "http://hooks.example.org/", true},
		{public, "https://hooks.example.org?x=1", true},
		{public, "https://hooks.example.org:8443/", false},
		{public, "https://hooks.example.org.evil.example/", false},
		{public, "https://shop.hooks.example.org/", false},
		{public, "https://crm.example/?to=hooks.example.org", false},
		{local, "http://10.0.0.5:8080/v2/contacts", true},
		{local, "http://10.0.0.5:08080/", true},
		{local, "http://10.0.0.5/", false},
		{local, "http://10.0.0.6:8080/", false},
		{"", "https://hooks.example.org/", false},
		{public, "://", false},
	} {
		if got := models.OwnURL(test.public, test.url); got != test.own {
			t.Errorf("%s of %q: %v", test.url, test.public, got)
		}
	}
}
