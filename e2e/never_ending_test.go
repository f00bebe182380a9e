package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard/delivery/receivertest"
)

// TestStopsWhileReceiversNeverEnd sends to receivers that never end, and stops
// the program: it ends within their timeout and two seconds, and its log has
// every attempt.
func TestStopsWhileReceiversNeverEnd(t *testing.T) {
	t.Parallel()
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, manager := p.company("Northwind Gyms")
	names := []string{
		"101 and silence", "endless 103", "endless 102 in drips", "silence", "half-open", "headers in drips", "status line in drips", "body in drips",
		"chunks in drips", "endless headers", "endless body", "endless trailers", "200 and no more reading", "silence in the handshake",
	}
	callbacks := 0
	for _, r := range receivertest.All() {
		if !slices.Contains(names, r.Name) {
			continue
		}
		var poured receivertest.Poured
		url := strings.Replace(r.Start(t, nil, &poured), receivertest.Host, "127.0.0.1", 1)
		manager.register(company, `{"kind":"webhook","types":["person_added"],"timeout_s":4,"destination":{"url":"`+url+`"}}`)
		callbacks++
	}
	if callbacks != len(names) {
		t.Fatalf("only %d of the receivers are in the stable", callbacks)
	}
	manager.publish(company, `{"type":"person_added","data":{"person":{"id":1}}}`)
	time.Sleep(time.Second)
	stopping := time.Now()
	p.stop()
	if took := time.Since(stopping); took > 6*time.Second {
		t.Errorf("it stopped after %v", took)
	}
	p.run()
	for _, delivery := range want[logged](t, manager.call(http.MethodGet, "/api/v1/deliveries", ""), http.StatusOK).Data {
		if delivery.Status == "sending" {
			t.Errorf("a delivery is still %s", delivery.Status)
		}
	}
}
