package views

import (
	"testing"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Who is told that a receiver refused CloudEvents is told of the handshake too.
func TestSuggestionOfRefusedCloudEvents(t *testing.T) {
	t.Parallel()
	page := DeliveryPage{Row: deliverylog.Row{Delivery: models.Delivery{Status: models.Retrying}}}
	for contentType, want := range map[string]string{
		"application/cloudevents+json; charset=utf-8": "See its answer below. It may want the handshake of CloudEvents first: Check the URL does it.",

		"application/json": "See its answer below.",
	} {
		a := models.Attempt{Code: 405, Cause: models.HTTP4xx, RequestHeaders: []models.Header{{Name: "Content-Type", Value: contentType}}}
		if got := page.suggestion(a); got != want {
			t.Errorf("%s: %q", contentType, got)
		}
	}
}
