package native_test

import (
	"reflect"
	"slices"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/deliverylog"
)

// Every filter of the console's log is one of the API, and described.
func TestEveryFilterIsDescribed(t *testing.T) {
	t.Parallel()
	full := deliverylog.Filter{
		Company: "c", Location: "l", Callback: "k", Event: "e", Status: []models.Status{models.Failed}, Types: []string{"t"},
		Causes: []models.Cause{models.HTTP410}, Code: "410", Host: "h", Test: "yes", Slow: 1, MinAttempts: 1, Range: "1h",
		From: now, To: now, Q: "q", After: 1, Before: 1, Deliveries: []models.ID{1}, Batch: 1, Run: 1,
	}
	for field, value := range reflect.ValueOf(full).Fields() {
		if value.IsZero() {
			t.Errorf("this test leaves %s out", field.Name)
		}
	}
	document := native.API{}.Document()
	list, _ := document.Paths.Get("/deliveries")
	operation, _ := list.Get("get")
	var parameters []string
	for _, parameter := range operation.Parameters {
		parameters = append(parameters, parameter.Name)
	}
	filter, ok := document.Components.Schemas.Get("DeliveryFilter")
	if !ok {
		t.Fatal("the filter of resends is not described")
	}
	for _, pair := range full.Pairs() {
		if _, ok := filter.Properties.Get(pair.Key); !ok || !slices.Contains(parameters, pair.Key) {
			t.Errorf("%s is not described: %q, %v", pair.Key, parameters, filter.Properties)
		}
	}
}
