package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models/store"
	"callboard/models/storetest"
	"callboard/web"
)

// TestAnAPINeverAnswersHTML asks the APIs for what does not exist, in every
// way that net/http has an answer of its own for.
func TestAnAPINeverAnswersHTML(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here := settle(t, s)
		handler := web.Wrap(web.Mount(http.NewServeMux(), here.doors(t)...), false)
		for _, prefix := range []string{"/v2/", "/companies/"} {
			for _, path := range []string{
				strings.TrimSuffix(prefix, "/"), prefix, prefix + "x", "/" + prefix, prefix + "/postbackconfigs",
				prefix + "postbackconfigs//", prefix + "./postbackconfigs", prefix + "../admin/", prefix + "%2e%2e/admin/", prefix + "x/config/callbacks/..",
			} {
				for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
					w := httptest.NewRecorder()
					handler.ServeHTTP(w, httptest.NewRequest(method, "http://callboard.example"+path, nil))
					if w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != "application/json" {
						t.Errorf("%s %s: %d %v %s", method, path, w.Code, w.Header(), w.Body)
					}
				}
			}
		}
	})
}
