package models_test

import (
	"testing"

	"callboard/models"
)

func TestMaskURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"":                     "",
		"https://pos.example":  "https://pos.example",
		"https://pos.example/": "https://pos.example/",
		"https://pos.example/v2/contact-updates/notify":                               "https://pos.example/v2/contact-updates/notify",
		"https://pos.example/receivers/customer-notifications":                        "https://pos.example/receivers/customer-notifications",
		"https://pos.example:8443/in?token=abc":                                       "https://pos.example:8443/in?token=•••",
		"https://pos.example/in?a=1&key=s3cret&b":                                     "https://pos.example/in?a=•••&key=•••&b",
		"https://pos.example/in?9f8e7d6c5b4a3f2e":                                     "https://pos.example/in?•••",
		"https://user:pw@pos.example/in":                                              "https://•••@pos.example/in",
		"https://hooks.example/services/T1/B2/SECRET":                                 "https://hooks.example/services/T1/B2/•••",
		"https://hooks.example/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX": "https://hooks.example/services/T00000000/B00000000/•••",
		"https://chat.example/api/webhooks/123456789012345678/aZ-09x8y7w6v5u4t3":      "https://chat.example/api/webhooks/123456789012345678/•••",
		"https://bot.example/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/send":    "https://bot.example/•••/send",
		"https://pos.example/6f1c2a90-11d2-4b1e-9c55-0a1b2c3d4e5f":                    "https://pos.example/•••",
		"/moved/here?token=abc":                                                       "/moved/here?token=•••",
	} {
		if got := models.MaskURL(raw); got != want {
			t.Errorf("%q is shown as %q, want %q", raw, got, want)
		}
	}
}
