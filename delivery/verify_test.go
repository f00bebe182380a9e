package delivery

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// handshakeReceiver answers OPTIONS as told, and everything else with 200. It keeps
// what it was asked.
type handshakeReceiver struct {
	code    int
	headers map[string]string

	mu  sync.Mutex
	got []*http.Request
}

func (h *handshakeReceiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.got = append(h.got, r)
	if r.Method != http.MethodOptions {
		return
	}
	for name, value := range h.headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(h.code)
}

// asked is the first request since the last call of methods.
func (h *handshakeReceiver) asked() *http.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.got[0]
}

// methods are the methods of the requests since the last call: "OPTIONS POST".
func (h *handshakeReceiver) methods() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var methods []string
	for _, r := range h.got {
		methods = append(methods, r.Method)
	}
	h.got = nil
	return strings.Join(methods, " ")
}

// cloudEvents is a callback of that format, not stored yet, with a sign-in.
func cloudEvents(company models.Company, to string) models.Callback {
	return models.Callback{
		Kind: models.KindWebhook, CompanyID: company.ID, URL: to, Types: []models.CallbackType{{Type: "person_added"}},
		Settings: models.Settings{
			ContentType: models.CloudEvents, User: "crm",
			Headers: []models.Header{{Name: "X-Team", Hidden: true}},
		},
		Secrets: models.Secrets{Password: "hunter2", Headers: map[string]string{"x-team": "blue"}},
	}
}

// A check of a callback for CloudEvents asks first whether the receiver takes events
// from here, and says what it answered.
func TestHandshake(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t, func(o *store.Options) { o.PublicURL = "https://Callboard.example.org:8443" })
	company := storetest.Company(t, s)
	v := New(s, here(nil), quiet()).Verifier(s)
	const origin, rate = "WebHook-Allowed-Origin", "WebHook-Allowed-Rate"
	for want, answer := range map[string]*handshakeReceiver{
		"The receiver allows events from callboard.example.org.":                                     {code: 200, headers: map[string]string{origin: "callboard.EXAMPLE.org"}},
		"The receiver allows events from callboard.example.org, at most 120 a minute.":               {code: 204, headers: map[string]string{origin: "*", rate: "120"}},
		"The receiver allows events from other.example, not from callboard.example.org.":             {code: 200, headers: map[string]string{origin: "other.example", rate: "*"}},
		"The receiver did not answer the handshake (200): it may not take events from here.":         {code: 200},
		"The receiver did not answer the handshake (307): it may not take events from here.":         {code: 307, headers: map[string]string{"Location": "/else", origin: "*"}},
		"The receiver did not answer the handshake (503): it may not take events from here.":         {code: 503},
		"The receiver refused the handshake (403): it may not take events from here.":                {code: 403, headers: map[string]string{origin: "*"}},
		"The receiver does not know the handshake (405). It need not: events are sent all the same.": {code: 405},
		"The receiver does not know the handshake (415). It need not: events are sent all the same.": {code: 415},
		"The receiver does not know the handshake (501). It need not: events are sent all the same.": {code: 501},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			to := receiver(t, answer.ServeHTTP)
			a := v.Try(t.Context(), cloudEvents(company, to+"/in?x=1"))
			if a.Handshake == nil || a.Method != http.MethodPost || a.Code != 200 || a.Cause != "" {
				t.Fatalf("tried %s, %d %q, handshake %v", a.Method, a.Code, a.Cause, a.Handshake)
			}
			if got := a.Handshake.HandshakeAnswer(); got.Text != want || got.Allowed != strings.Contains(want, "allows events from callboard.example.org") {
				t.Errorf("says %+v", got)
			}
			asked := answer.asked()
			user, password, _ := asked.BasicAuth()
			if asked.Method != http.MethodOptions || asked.RequestURI != "/in?x=1" || asked.ContentLength != 0 || asked.Header.Get("X-Team") != "blue" ||
				strings.Join(asked.Header.Values("WebHook-Request-Origin"), ",") != "callboard.example.org" || user != "crm" || password != "hunter2" {
				t.Errorf("asked %s %s %v", asked.Method, asked.RequestURI, asked.Header)
			}
			for _, h := range a.Handshake.RequestHeaders {
				if strings.Contains(h.Value, "blue") || h.Name == "Authorization" && !h.Hidden {
					t.Errorf("the log tells %+v", h)
				}
			}
			if got := answer.methods(); got != "OPTIONS POST" {
				t.Errorf("made %s", got)
			}
		})
	}
}

// Saving makes no request, other formats have no handshake, and without a public
// address the name is ours. The log holds both requests of a check.
func TestHandshakeOfAStoredCallback(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	v, rc := New(s, here(nil), quiet()).Verifier(s), &handshakeReceiver{code: 405}
	c := cloudEvents(company, receiver(t, rc.ServeHTTP)+"/in")
	if err := s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	if got := rc.methods(); got != "" {
		t.Errorf("saving made %s", got)
	}
	done, err := v.Verify(t.Context(), storetest.Access(), c.PublicID)
	if _, failed := done.Failed(); err != nil || failed || len(done.Attempts) != 1 || done.Attempts[0].Handshake == nil {
		t.Fatalf("%+v, %v", done, err)
	}
	if got := rc.asked().Header.Get("WebHook-Request-Origin"); got != "callboard" {
		t.Errorf("called itself %q", got)
	}
	log, err := s.Verifications(t.Context(), models.Everything, c.PublicID)
	if err != nil || len(log) != 2 || log[0].Method != http.MethodPost || log[1].Method != http.MethodOptions || log[1].Code != 405 {
		t.Errorf("logged %+v, %v", log, err)
	}
	rc.methods()
	c.Settings.ContentType = "application/json"
	if a := v.Try(t.Context(), c); a.Handshake != nil || rc.methods() != "POST" {
		t.Errorf("of another format: %+v", a.Handshake)
	}
}

// The guard holds for the handshake too. Where nothing came through, the request
// tells why.
func TestHandshakeThatDoesNotArrive(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	rc := &handshakeReceiver{code: 200}
	v := New(s, NewSender(NewGuard(nil), nil), quiet()).Verifier(s)
	a := v.Try(t.Context(), cloudEvents(storetest.Company(t, s), receiver(t, rc.ServeHTTP)))
	if a.Cause != models.BlockedAddress || a.Handshake != nil || rc.methods() != "" {
		t.Errorf("%q, handshake %v", a.Cause, a.Handshake)
	}
}
