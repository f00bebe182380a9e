package demo

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

func TestReceiverAnswers(t *testing.T) {
	t.Parallel()

	tests := []struct {
		path  string
		codes []int
	}{
		{"/crm", []int{200, 200}},
		{"/pos", []int{204}},
		{"/campaigns", []int{200}},
		{"/billing", []int{503}},
		{"/loyalty", []int{200, 200, 500, 200}},
		{"/newsletter", []int{404}},
		{"/door", []int{200}},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			routes := (&Receiver{}).routes()
			for i, want := range test.codes {
				w := httptest.NewRecorder()
				routes.ServeHTTP(w, httptest.NewRequest(http.MethodPost, test.path, strings.NewReader("{}")))
				if w.Code != want {
					t.Errorf("answer %d is %d, want %d", i+1, w.Code, want)
				}
			}
		})
	}
}

func TestReceiverKeepsItsAddress(t *testing.T) {
	t.Parallel()

	dir := t.TempDir()
	first := listen(t, dir)
	second := listen(t, dir) // the first still holds the port
	if first.address() == second.address() {
		t.Fatal("two receivers at one address")
	}
	if err := second.listener.Close(); err != nil {
		t.Fatal(err)
	}
	if third := listen(t, dir); third.address() != second.address() {
		t.Errorf("moved from %s to %s", second.address(), third.address())
	}
}

func TestReceiverNeedsAFolder(t *testing.T) {
	t.Parallel()

	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(file); err == nil {
		t.Error("a file is no folder")
	}
}

func listen(t *testing.T, dir string) *Receiver {
	t.Helper()
	r, err := Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.listener.Close() })
	return r
}
