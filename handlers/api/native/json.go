package native

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"callboard/handlers/api"
	"callboard/models"
)

// Say words a problem of a member.
func Say(field, what string) string { return field + " " + what }

// Read reads the body of a call, which must be an object.
func Read(w http.ResponseWriter, r *http.Request) (api.Fields, error) {
	given, err := api.ReadObject(w, r)
	return api.Fields{Object: given, Say: Say}, err
}

// Optional reads the body of a call that needs none.
func Optional(w http.ResponseWriter, r *http.Request) (api.Fields, error) {
	body, err := api.ReadBody(w, r, api.BodyLimit)
	if err != nil {
		return api.Fields{}, err
	}
	f := api.Fields{Say: Say}
	if len(bytes.TrimSpace(body)) > 0 {
		f.Object, err = api.ParseObject(body)
	}
	return f, err
}

// Flag reads true or false.
func Flag(f *api.Fields, name string, into *bool) {
	told := len(f.Problems)
	f.Flag(name, into)
	for i := range f.Problems[told:] {
		f.Problems[told+i].Text = Say(f.Path+name, "must be true or false")
	}
}

// Date writes a moment in RFC 3339, UTC, to the millisecond; null for none.
func Date(t models.Millis) any {
	if t == 0 {
		return nil
	}
	return t.Time().Format("2006-01-02T15:04:05.000Z")
}

// OrNull writes a text, and null where there is none.
func OrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// RawOrNull writes JSON as it is, and null where there is none.
func RawOrNull(raw []byte) any {
	if len(raw) == 0 {
		return nil
	}
	return json.RawMessage(raw)
}

// InWords writes a word of a closed list with its sentence; null for none.
func InWords(code, text string) any {
	if code == "" {
		return nil
	}
	return api.Ordered{{Name: "code", Value: code}, {Name: "text", Value: text}}
}

// Code writes an HTTP status; null when no answer came.
func Code(code int) any {
	if code == 0 {
		return nil
	}
	return code
}

// Version reads the version that a caller read, be it in the body or, where a
// call has none, in the query. known is false when it was not said.
func Version(r *http.Request, f *api.Fields) (version int64, known bool) {
	raw := f.Object.Raw("version")
	if raw == nil && r.URL.Query().Has("version") {
		raw = json.RawMessage(r.URL.Query().Get("version"))
	}
	if len(raw) == 0 || string(raw) == "null" {
		return 0, false
	}
	text, ok := api.Scalar(raw)
	version, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil {
		f.Refuse("version", "must be an integer")
	}
	return version, true
}
