package views

import (
	"callboard/models/deliverylog"
)

// batchURL is the log of all that went in one request with a delivery.
func batchURL(d deliverylog.Row) string { return deliverylog.Filter{Batch: d.BatchID}.URL() }
