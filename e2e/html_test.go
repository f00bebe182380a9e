package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// TestAnAPINeverAnswersHTML asks the APIs for what does not exist, in every
// way that net/http has an answer of its own for.
func TestAnAPINeverAnswersHTML(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := face(t, s)
		for _, door := range f.doors {
			for _, prefix := range door.Prefixes {
				for _, path := range []string{
					strings.TrimSuffix(prefix, "/"), prefix, prefix + "x", "/" + prefix, prefix + "/postbackconfigs",
					prefix + "postbackconfigs//", prefix + "./postbackconfigs", prefix + "../admin/", prefix + "%2e%2e/admin/", prefix + "x/config/callbacks/..",
				} {
					for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
						f.unknown(door, method, path)
					}
				}
			}
		}
	})
}

// unknown asks for a path that nothing has.
func (f *front) unknown(door web.Site, method, path string) {
	f.tb.Helper()
	got := f.send(door, httptest.NewRequest(method, "http://callboard.example"+path, nil))
	code := http.StatusNotFound
	if door.Name == databaseDoor {
		code = http.StatusBadRequest
		if listed := method == http.MethodGet || method == http.MethodHead; listed && strings.TrimSuffix(path, "/") == "/database" {
			code = http.StatusOK // the list of databases that the key reaches
		}
	}
	if got.Code != code || !strings.HasSuffix(got.Header().Get("Content-Type"), "json") {
		f.tb.Errorf("%s %s: %d %v %s", method, path, got.Code, got.Header(), got.Body)
	}
}
