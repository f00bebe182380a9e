package database

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"callboard/handlers/api"
)

// readBody returns the body of a request as JSON: as it is, or made of the
// fields of a form, in their order. What looks like JSON is JSON, whatever the
// content type says: tools that send a form unless they are told otherwise
// send JSON so as well.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := api.ReadBody(w, r, api.BodyLimit)
	if err != nil {
		return nil, err
	}
	media, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	start := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(start) > 0 && (start[0] == '{' || start[0] == '['):
		return body, nil
	case media == "application/x-www-form-urlencoded":
		return jsonOfForm(string(body))
	case media == "multipart/form-data":
		return jsonOfParts(body, parameters["boundary"])
	}
	return body, nil
}

var errForm = api.BodyError{Text: "The body is not a valid form"}

// jsonOfForm makes JSON of "url=https%3A%2F%2Fcrm.example&action=update".
func jsonOfForm(body string) ([]byte, error) {
	var fields formFields
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, errForm
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, errForm
		}
		if err := fields.add(name, value); err != nil {
			return nil, err
		}
	}
	return fields.json()
}

// jsonOfParts makes JSON of a form in parts, as some libraries send every form.
func jsonOfParts(body []byte, boundary string) ([]byte, error) {
	var fields formFields
	for parts := multipart.NewReader(bytes.NewReader(body), boundary); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields.json()
		}
		if err != nil || part.FormName() == "" || part.FileName() != "" {
			return nil, errForm
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, errForm
		}
		if err := fields.add(part.FormName(), string(value)); err != nil {
			return nil, err
		}
	}
}

// formFields collects the fields of a form, in their order.
type formFields struct{ fields api.OrderedMap[string] }

func (f *formFields) add(name, value string) error {
	if !utf8.ValidString(name) || !utf8.ValidString(value) {
		return api.BodyError{Text: "The body must be UTF-8"}
	}
	f.fields = append(f.fields, api.Entry[string]{Name: name, Value: value})
	return nil
}

func (f *formFields) json() ([]byte, error) { return api.Encode(f.fields) }
