package native

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"callboard/handlers/api"
	"callboard/handlers/api/native/openapi"
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

// Date is a moment in RFC 3339, UTC, to the millisecond:
// "2027-01-31T09:30:00.000Z".
type Date string

// Describe says in which form a Date is.
func (Date) Describe(s *openapi.Schema) { s.Format = "date-time" }

func dateOf(t models.Millis) Date { return Date(t.Time().Format("2006-01-02T15:04:05.000Z")) }

// dateOrNull returns nil, which is written as null, for no moment.
func dateOrNull(t models.Millis) *Date {
	if t == 0 {
		return nil
	}
	return new(dateOf(t))
}

// orNull returns nil, which is written as null, for the zero value.
func orNull[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// rawOrNull returns JSON as it is, and nil, which is written as null, for none.
func rawOrNull(raw []byte) *json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	return new(json.RawMessage(raw))
}

// Explanation is a word of a closed list with its sentence for people.
type Explanation struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// explained returns nil, which is written as null, when there is no code.
func explained(code, text string) *Explanation {
	if code == "" {
		return nil
	}
	return &Explanation{Code: code, Text: text}
}

// milliseconds writes a time in microseconds.
func milliseconds(microseconds int64) int64 { return microseconds / 1000 }

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
