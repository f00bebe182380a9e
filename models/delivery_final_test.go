package models_test

import (
	"testing"

	"callboard/models"
)

func TestFinalWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind models.Kind
		d    models.Delivery
		want string
	}{
		{models.KindEvent, models.Delivery{Status: models.Failed, Code: 404, PlanPos: 1, PlanLen: 6}, "404 is final for a company callback: it is not tried again."},
		{models.KindWebhook, models.Delivery{Status: models.Failed, Code: 410, PlanPos: 3, PlanLen: 10}, "410 is final for a signed callback: it is not tried again."},
		{models.KindEvent, models.Delivery{Status: models.Failed, Cause: models.BlockedAddress, PlanPos: 1, PlanLen: 6}, "This is final: it is not tried again."},
		{models.KindEvent, models.Delivery{Status: models.Failed, Code: 503, PlanPos: 6, PlanLen: 6}, "Its attempts are used up."},
		{models.KindPostback, models.Delivery{Status: models.Failed, Code: 404, PlanPos: 1, PlanLen: 1}, "Its attempts are used up."},
		{"", models.Delivery{Status: models.Failed, Code: 404, PlanPos: 1, PlanLen: 6}, "This is final: it is not tried again."},
		{models.KindEvent, models.Delivery{Status: models.Retrying, Code: 503, PlanPos: 1, PlanLen: 6}, ""},
		{models.KindEvent, models.Delivery{Status: models.Delivered, Code: 200, PlanPos: 1, PlanLen: 6}, ""},
	} {
		if got := tt.d.FinalWords(tt.kind); got != tt.want {
			t.Errorf("%s %d: %q, want %q", tt.kind, tt.d.Code, got, tt.want)
		}
	}
}
