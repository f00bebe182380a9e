package code

import (
	"strings"
	"testing"
)

func TestBodyHidesSecrets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind, body   string
		values       bool
		shows, hides []string
	}{
		"plain JSON":                 {"application/json", `{"a":"x","n":12.50}`, true, []string{`"x"`, "12.50"}, nil},
		"secret key":                 {"application/json", `{"password":"hunter2","b":"y"}`, true, []string{`"y"`}, []string{"hunter2"}},
		"secret object":              {"application/json", `{"api_token":{"id":"hunter2","n":[1,"hunter3"]},"b":"y"}`, true, []string{`"y"`}, []string{"hunter2", "hunter3"}},
		"secret within text":         {"application/json", `{"say":"password","b":"y"}`, true, []string{`"password"`, `"y"`}, nil},
		"escaped quotes":             {"application/json", `{"a":"x\"password\":1","b":"y"}`, true, []string{`"y"`}, nil},
		"values hidden":              {"application/json", `{"name":"Jones","list":["Ann",7]}`, false, []string{"name", "list"}, []string{"Jones", "Ann", "7"}},
		"form":                       {"application/x-www-form-urlencoded", `type=CREATE&data=%7B%22last_name%22%3A%22Jones%22%7D`, true, []string{"CREATE", "Jones"}, nil},
		"form with secret":           {"application/x-www-form-urlencoded", `token=hunter2&data=%7B%22password%22%3A%22hunter3%22%7D`, true, []string{"token"}, []string{"hunter2", "hunter3"}},
		"form, values hidden":        {"application/x-www-form-urlencoded", `type=CREATE&data=%7B%22last_name%22%3A%22Jones%22%7D`, false, []string{"last_name"}, []string{"CREATE", "Jones"}},
		"form, hidden bare number":   {"application/x-www-form-urlencoded", `number_of_attempts=77`, false, []string{"number_of_attempts"}, []string{"77"}},
		"text, values hidden":        {"text/plain", `Jones`, false, nil, []string{"Jones"}},
		"text":                       {"text/plain", `<script>alert(1)</script>`, true, []string{"<script>"}, nil},
		"JSON that ends early":       {"application/json", `{"name":"Jones","password":"hunter2","api_token":{"id":"hunter3`, true, []string{"Jones"}, []string{"hunter2", "hunter3"}},
		"JSON that is only a number": {"application/json", `42`, true, []string{"42"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := New(tt.kind, []byte(tt.body), tt.values)
			for way, text := range map[string]string{"pretty": join(body.Pretty), "raw": body.Raw} {
				clear := unescape(text)
				for _, want := range tt.shows {
					if !strings.Contains(clear, want) {
						t.Errorf("%s lacks %q:\n%s", way, want, clear)
					}
				}
				for _, secret := range tt.hides {
					if strings.Contains(clear, secret) {
						t.Errorf("%s shows %q:\n%s", way, secret, clear)
					}
				}
			}
		})
	}
}

func TestRawBodyKeepsItsBytes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"b": 1.0e5,  "a":"é"}`, `[{"x":null}]`} {
		if got := New("application/json", []byte(body), true).Raw; got != body {
			t.Errorf("raw %q, want %q", got, body)
		}
	}
}

func TestLongBodyIsCut(t *testing.T) {
	t.Parallel()
	body := New("text/plain", []byte(strings.Repeat("é", shownLimit)), true)
	if !body.Cut() || len(body.Raw) > shownLimit {
		t.Errorf("cut %v, %d bytes", body.Cut(), len(body.Raw))
	}
}

func TestKeptBeginning(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 100) + "é"
	body := New("text/plain", []byte(text[:101]), true).Of(5000) // cut within the é
	if body.Kind != "text" || body.Raw != text[:100] {
		t.Errorf("%s %q", body.Kind, body.Raw)
	}
	if !body.Cut() || body.Shown() != 101 {
		t.Errorf("cut %v, %d bytes shown", body.Cut(), body.Shown())
	}
	if New("text/plain", []byte(text), true).Cut() {
		t.Error("a whole text is called cut")
	}
	if !New("text/plain", []byte(text), true).Of(-1).Cut() {
		t.Error("the beginning of an endless text is called whole")
	}
}
