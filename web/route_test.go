package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
	"callboard/web"
)

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	var said error
	site := web.Site{
		OnError: func(w http.ResponseWriter, _ *http.Request, err error) {
			said = err
			w.WriteHeader(http.StatusInternalServerError)
		},
		Public: []web.Route{{Pattern: "GET /panics", Page: func(http.ResponseWriter, *http.Request) error { panic("oops") }}},
	}
	mux := http.NewServeMux()
	web.Mount(mux, site)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/panics", nil))
	if w.Code != 500 || said == nil || !strings.HasPrefix(said.Error(), "panic: oops") {
		t.Errorf("status %d, error %v", w.Code, said)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	mine, theirs := models.Owner{CompanyID: 1}, models.Owner{CompanyID: 2}
	tests := map[string]struct {
		role models.Role
		need models.Permission
		of   models.Owner
		want error
	}{
		"may":                  {models.Manager, models.CallbacksWrite, mine, nil},
		"may not change":       {models.Viewer, models.CallbacksWrite, mine, web.ForbiddenError{Need: models.CallbacksWrite, Owner: mine}},
		"another company":      {models.Admin, models.CallbacksRead, theirs, models.ErrNotFound},
		"nothing of the kind":  {models.Viewer, models.KeysManage, models.Owner{}, web.ForbiddenError{Need: models.KeysManage}},
		"a list of one's own":  {models.Viewer, models.CallbacksRead, models.Owner{}, nil},
		"a page without needs": {models.Viewer, "", models.Owner{}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := admitted(tt.role, tt.need, tt.of); fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("says %v, want %v", got, tt.want)
			}
		})
	}
}

// admitted asks for a thing of an owner, as somebody with a role in company 1;
// the zero owner is a list.
func admitted(role models.Role, need models.Permission, of models.Owner) error {
	var said error
	route := web.Route{Pattern: "GET /x", Need: need, Page: func(http.ResponseWriter, *http.Request) error { return nil }}
	if of != (models.Owner{}) {
		route.Owner = func(_ *http.Request, in models.Scope) (models.Owner, error) {
			if !in.Covers(of) {
				return models.Owner{}, models.ErrNotFound
			}
			return of, nil
		}
	}
	mux := http.NewServeMux()
	web.Mount(mux, web.Site{
		Authenticate: func(*http.Request) (models.Actor, error) {
			return models.Actor{Grants: []models.Grant{{Role: role, CompanyID: 1}}}, nil
		},
		OnError: func(_ http.ResponseWriter, _ *http.Request, err error) { said = err },
		Routes:  []web.Route{route},
	})
	mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil))
	return said
}
