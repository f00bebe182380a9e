package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api"
)

// TestBodyBudget holds a body while others come.
func TestBodyBudget(t *testing.T) {
	t.Parallel()
	var nested func()
	handler := api.NewBodyBudget(1000).Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := api.ReadBody(w, r, api.BodyLimit)
		if err != nil {
			status := api.Status(err)
			api.Fail(w, r, err, status, api.Sentence(r, status, err))
			return
		}
		if nested != nil {
			within := nested
			nested = nil
			within()
			api.KeepBody(r, body)
			if again, err := api.ReadBody(w, r, api.BodyLimit); err != nil || len(again) != len(body) {
				t.Errorf("read once more: %d bytes, %v", len(again), err)
			}
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	send := func(body, encoding string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Encoding", encoding)
		handler.ServeHTTP(w, r)
		return w
	}
	nested = func() {
		if got := send(strings.Repeat("x", 400), ""); got.Code != http.StatusNoContent {
			t.Errorf("1,000 bytes at once: %d %s", got.Code, got.Body)
		}
		for body, encoding := range map[string]string{strings.Repeat("x", 401): "", gzipped(strings.Repeat("x", 380)): "gzip"} {
			got := send(body, encoding)
			if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), "as much as it can hold") {
				t.Errorf("a body too many (%s): %d %s", encoding, got.Code, got.Body)
			}
		}
	}
	if got := send(strings.Repeat("x", 600), ""); got.Code != http.StatusNoContent {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if got := send(strings.Repeat("x", 1000), ""); got.Code != http.StatusNoContent {
		t.Errorf("what was held is not given back: %d %s", got.Code, got.Body)
	}
}
