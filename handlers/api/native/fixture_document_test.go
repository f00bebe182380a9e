package native_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"callboard/handlers/api"
	"callboard/handlers/api/native"
)

// exercised are the patterns of the calls that were answered with success in
// this run, as their description says (see asDescribed).
var exercised sync.Map

// TestMain fails the run when all tests passed and yet a call of the API was
// never made with success: each path of the OpenAPI document needs a test.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && runsAllTests() {
		for _, route := range (native.API{}).Routes() {
			if _, ok := exercised.Load(route.Pattern); !ok {
				fmt.Printf("no test exercises %s\n", route.Pattern)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// runsAllTests says that no flag leaves tests out.
func runsAllTests() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return true
}

// asDescribed fails the test unless an answer is as the document says.
func (f *fixture) asDescribed(q request, got answer) {
	f.T.Helper()
	r := httptest.NewRequestWithContext(f.T.Context(), q.method, native.BasePath+q.path, nil)
	_, pattern := f.mux.Handler(r)
	method, path, ok := strings.Cut(pattern, " ")
	status := strconv.Itoa(got.Status)
	if got.Status >= 500 {
		status = "default"
	} else if got.Status < 400 {
		exercised.Store(pattern, true)
	}
	if !ok || q.method == http.MethodHead {
		return
	}
	path = strings.TrimPrefix(path, native.BasePath)
	at := "mem:///openapi.json#/paths/" + pointer(path) + "/" + strings.ToLower(method) + "/responses/" + status
	if operations, ok := f.document.Paths.Get(path); ok {
		operation, _ := operations.Get(strings.ToLower(method))
		if ref := operation.Responses[status].Ref; ref != "" {
			at = "mem:///openapi.json" + ref
		}
	}
	if got.Body != "" {
		at += "/content/" + pointer(got.Header.Get("Content-Type")) + "/schema"
	}
	f.asAsked(pattern, q, got)
	schema, err := f.described.Compile(at)
	if err != nil {
		f.T.Errorf("%s %d is not described: %v", pattern, got.Status, err)
		return
	}
	if got.Body == "" {
		return
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(got.Body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		f.T.Errorf("%s answers %d %.500s: %v", pattern, got.Status, got.Body, err)
	}
}

// asAsked fails the test when a body was taken that the document says cannot
// be, but for those that are known as lenient forms.
func (f *fixture) asAsked(pattern string, q request, got answer) {
	f.T.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(q.body))
	schema, compileErr := f.described.Compile(fmt.Sprintf("mem:///openapi.json#/paths/%s/%s/requestBody/content/application~1json/schema",
		pointer(strings.TrimPrefix(path, native.BasePath)), strings.ToLower(method)))
	if got.Status >= 300 || err != nil || compileErr != nil {
		return
	}
	switch err := schema.Validate(value); {
	case q.lenient && err == nil:
		f.T.Errorf("%s describes %.500s", pattern, q.body)
	case !q.lenient && err != nil:
		f.T.Errorf("%s takes %.500s: %v", pattern, q.body, err)
	}
}

// pointer writes a name as a part of a JSON pointer within an address.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
}

// describe reads the document of the API.
func (f *fixture) describe() {
	f.T.Helper()
	f.document = f.api.Document()
	text, err := api.Encode(f.document)
	if err != nil {
		f.T.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		f.T.Fatal(err)
	}
	f.described = jsonschema.NewCompiler()
	f.described.AssertFormat()
	if err := f.described.AddResource("mem:///openapi.json", value); err != nil {
		f.T.Fatal(err)
	}
}
