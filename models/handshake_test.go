package models_test

import (
	"strconv"
	"testing"

	"callboard/models"
)

// Only a delivery of CloudEvents that was refused, for no reason of its own, may lack
// the handshake.
func TestHandshakeHint(t *testing.T) {
	t.Parallel()
	const hint = "It may want the handshake of CloudEvents first: Check the URL does it."
	for _, test := range []struct {
		contentType string
		code        int
		cause       models.Cause
		want        string
	}{
		{"application/cloudevents+json; charset=utf-8", 400, models.HTTP400, hint},
		{"Application/CloudEvents+JSON", 403, models.HTTP403, hint},
		{"application/cloudevents+json", 405, models.HTTP4xx, hint},
		{"application/cloudevents+json", 410, models.HTTP410, ""},
		{"application/cloudevents+json", 413, models.HTTP413, ""},
		{"application/cloudevents+json", 429, models.HTTP429, ""},
		{"application/cloudevents+json", 200, "", ""},
		{"application/cloudevents+json", 503, models.HTTP5xx, ""},
		{"application/cloudevents+json", 0, models.ConnRefused, ""},
		{"application/json", 400, models.HTTP400, ""},
	} {
		t.Run(test.contentType+" "+strconv.Itoa(test.code), func(t *testing.T) {
			t.Parallel()
			a := models.Attempt{Code: test.code, Cause: test.cause, RequestHeaders: []models.Header{{Name: "content-type", Value: test.contentType}}}
			if got := a.HandshakeHint(); got != test.want {
				t.Errorf("says %q", got)
			}
		})
	}
}
