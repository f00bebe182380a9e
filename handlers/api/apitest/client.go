package apitest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Answer is what came back.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

// Want fails the test unless an answer is exactly so.
func (a Answer) Want(t *testing.T, status int, body string) {
	t.Helper()
	if a.Status != status || a.Body != body {
		t.Errorf("got  %d %s\nwant %d %s", a.Status, a.Body, status, body)
	}
}

// Call sends a request with the key of the fixture.
func (f *Fixture) Call(method, path, body string) Answer {
	f.T.Helper()
	return f.CallAs(f.Key, method, path, body)
}

// CallAs sends a request with a key; "" sends none.
func (f *Fixture) CallAs(key, method, path, body string) Answer {
	f.T.Helper()
	r := httptest.NewRequestWithContext(f.T.Context(), method, path, strings.NewReader(body))
	r.Host = cmp.Or(f.Host, r.Host)
	f.SetKey(r, key)
	return f.Send(r)
}

// CallPacked is Call with a body that is packed with gzip, whatever encoding
// says of it.
func (f *Fixture) CallPacked(method, path, body, encoding string) Answer {
	f.T.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	_, err := zipped.Write([]byte(body))
	if err = errors.Join(err, zipped.Close()); err != nil {
		f.T.Fatal(err)
	}
	r := httptest.NewRequestWithContext(f.T.Context(), method, path, &packed)
	r.Header.Set("Content-Encoding", encoding)
	f.SetKey(r, f.Key)
	return f.Send(r)
}

// SetKey puts a key into a request as clients of the API do; "" puts none.
func (f *Fixture) SetKey(r *http.Request, key string) {
	switch {
	case key == "":
	case f.ShowKey != nil:
		f.ShowKey(r, key)
	default:
		r.Header.Set("Authorization", "Bearer "+key)
	}
}

// Send sends a request. The test fails unless JSON comes back; only where
// the status or a header says all may the body be empty.
func (f *Fixture) Send(r *http.Request) Answer {
	f.T.Helper()
	recorder := httptest.NewRecorder()
	f.site.ServeHTTP(recorder, r)
	got := Answer{recorder.Code, recorder.Body.String(), recorder.Header()}
	mayBeEmpty := got.Status == http.StatusNoContent || r.Method == http.MethodHead || got.Header.Get("Location") != "" || got.Header.Get("X-Deleted") != ""
	if got.Body == "" && mayBeEmpty {
		return got
	}
	media := got.Header.Get("Content-Type")
	ok := media == "application/json" || media == "application/problem+json" && got.Status >= http.StatusBadRequest
	if !ok || !json.Valid([]byte(got.Body)) {
		f.T.Errorf("%s %.300s answers something else than JSON: %d %s %s", r.Method, r.URL.Path, got.Status, media, got.Body)
	}
	return got
}

// Survives sends a request with the key of the fixture, and fails the test when
// it is answered by a fault of ours.
func (f *Fixture) Survives(method, path, body string) {
	f.T.Helper()
	if got := f.Call(method, path, body); got.Status >= http.StatusInternalServerError {
		f.T.Errorf("%s %.80s with %.300s answers %d %s", method, path, body, got.Status, got.Body)
	}
}
