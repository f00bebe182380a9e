package native_test

import (
	"net/http"
	"testing"
)

func TestStatistics(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(3)
	for _, query := range []string{"", "?company=" + f.Company.PublicID, "?location=" + f.Location.PublicID} {
		if got := f.call("GET", "/statistics"+query, "").wants(t, 200).member(t, "failed"); got != 3.0 {
			t.Errorf("%q: %v failed", query, got)
		}
	}
	f.call("GET", "/statistics?company=none", "").wants(t, http.StatusNotFound)
	f.call("GET", "/statistics?callback="+f.register(signed), "").wants(t, 200)
}
