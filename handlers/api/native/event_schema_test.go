package native_test

import (
	"net/http"
	"strings"
	"testing"
)

// Events that obey are taken, however many of them one call publishes.
func TestManyEventsOfASchema(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call("POST", f.in("/event-types"), `{"name":"order.paid","schema":{"properties":{"currency":{"enum":[`+strings.Repeat(`"EUR",`, 2000)+`"USD"]}}}}`).wants(t, http.StatusCreated)
	event := `{"type":"order.paid","data":{"currency":"USD"}}`
	f.call("POST", f.in("/events"), "["+strings.Repeat(event+",", 999)+event+"]").wants(t, http.StatusAccepted)
}
