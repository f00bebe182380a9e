package delivery

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

func TestFaultOfOursEndsOneDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(contacts(1, models.Settings{}), people(2, models.Settings{}))
		e, stop := start(t, fake, serve(t, answers(200)))
		e.sender.client.Transport = faulty{e.sender.client.Transport}
		broken := personAdded()
		broken.Data = []byte(`[1]`)
		publish(t, e, contactCreated(), personAdded(), broken)
		time.Sleep(time.Second)
		stop()
		deliveries, _ := fake.all()
		for i, want := range []models.Status{models.Failed, models.Delivered, models.Failed} {
			if d := deliveries[i]; d.Status != want || (want == models.Failed) != (d.Cause == models.BuildError) {
				t.Errorf("delivery %d is %s, cause %q", i, d.Status, d.Cause)
			}
		}
	})
}

// faulty breaks on requests to postbacks.
type faulty struct{ http.RoundTripper }

func (f faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.Host, "pos") {
		panic("broken on purpose")
	}
	return f.RoundTripper.RoundTrip(r)
}

func (f faulty) CloseIdleConnections() { f.RoundTripper.(*http.Transport).CloseIdleConnections() }
