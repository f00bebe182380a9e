package event_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
)

// A receiver that answers each event with a test event, and repeats our header, is
// stopped.
func TestALoopIsStopped(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := httptest.NewRequestWithContext(t.Context(), "POST", f.path("callback_events/test"), strings.NewReader(`{"event_type":"person_added"}`))
	f.SetKey(r, f.Key)
	r.Header.Set(models.HopsHeader, "6")
	f.Send(r).Want(t, http.StatusLoopDetected, `{"errors":[{"message":"`+(models.LoopError{Hops: 6}).Error()+`"}]}`)
	if len(f.Publisher.Events) > 0 {
		t.Errorf("published %+v", f.Publisher.Events)
	}
}
