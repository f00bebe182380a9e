package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// api speaks to the APIs with one key.
type api struct {
	t   *testing.T
	p   *program
	key string
}

// answer is what the program said.
type answer struct {
	code   int
	header http.Header
	body   string
}

// company makes a company and a key for it.
func (p *program) company(name string) (id string, manager api) {
	p.t.Helper()
	id = p.verb("company", "add", name)
	return id, p.api(id, "manager")
}

// api makes a key of a company.
func (p *program) api(company, role string) api {
	p.t.Helper()
	return api{p.t, p, p.verb("key", "add", "-company", company, "-role", role, role+" key")}
}

func (p *program) location(company, name string) string {
	p.t.Helper()
	return p.verb("location", "add", "-company", company, name)
}

// call sends a request with the key as Bearer.
func (a api) call(method, path, body string) answer {
	a.t.Helper()
	request, err := http.NewRequest(method, a.p.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.key)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	return ask(a.t, request)
}

// ask sends a request and reads the answer. Redirects are answers.
func ask(t *testing.T, request *http.Request) answer {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

// want checks the status of an answer and returns its body as T.
func want[T any](t *testing.T, got answer, code int) T {
	t.Helper()
	var value T
	if got.code != code {
		t.Fatalf("answered %d, want %d: %s", got.code, code, got.body)
	}
	if len(got.body) == 0 {
		return value
	}
	if err := json.Unmarshal([]byte(got.body), &value); err != nil {
		t.Fatalf("%v in %s", err, got.body)
	}
	return value
}

// object writes a JSON object from alternating names and values.
func object(t *testing.T, pairs ...any) string {
	t.Helper()
	fields := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i].(string)] = pairs[i+1]
	}
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(fields); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
