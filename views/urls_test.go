package views

import (
	"testing"

	"callboard/models"
	"callboard/models/deliverylog"
)

func TestDeliveriesURL(t *testing.T) {
	t.Parallel()
	failed := deliverylog.Filter{}.WithStatus(models.Failed).With("range", "24h")
	if got := DeliveriesURL(failed); got != "/admin/deliveries?status=failed&range=24h" {
		t.Errorf("the log of a filter is at %q", got)
	}
	if got := DeliveriesURL(deliverylog.Filter{}); got != "/admin/deliveries" {
		t.Errorf("the whole log is at %q", got)
	}
}
