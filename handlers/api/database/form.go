package database

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"callboard/handlers/api"
	"callboard/models"
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

// formDepth is how many brackets may stand behind the name of a field.
const formDepth = 16

// formFields collects the fields of a form, in their order. Names are read as
// PHP reads them: fields[city]=Lund is a member of an object, interests[]=y an
// entry of a list, and so is interests[0]=y.
type formFields struct {
	names  []string // "" of an entry whose number is not given
	values []any    // string or *formFields
	inner  map[string]*formFields
}

// add puts a field in its place.
func (f *formFields) add(name, value string) error {
	if !utf8.ValidString(name) || !utf8.ValidString(value) {
		return api.BodyError{Text: "The body must be UTF-8"}
	}
	name, path := splitName(name)
	if len(path) > formDepth {
		return api.BodyError{Text: fmt.Sprintf("The name of a field must not have more than %d brackets", formDepth)}
	}
	for _, next := range path {
		f = f.child(name)
		name = next
	}
	f.names, f.values = append(f.names, name), append(f.values, value)
	return nil
}

// splitName returns the name of a field and what stands in the brackets behind
// it. A name whose brackets are not whole is a name.
func splitName(name string) (first string, path []string) {
	first, rest, ok := strings.Cut(name, "[")
	if !ok || first == "" || !strings.HasSuffix(rest, "]") {
		return name, nil
	}
	path = strings.Split(strings.TrimSuffix(rest, "]"), "][")
	if strings.ContainsAny(strings.Join(path, ""), "[]") {
		return name, nil
	}
	return first, path
}

// child returns the member of a name that has members of its own. Each entry
// of a list that has no number is one of its own.
func (f *formFields) child(name string) *formFields {
	child, ok := f.inner[name]
	if !ok || name == "" {
		child = &formFields{}
		f.names, f.values = append(f.names, name), append(f.values, child)
	}
	if f.inner == nil {
		f.inner = map[string]*formFields{}
	}
	f.inner[name] = child
	return child
}

// isList says that all names are numbers from 0 up, or left out.
func (f *formFields) isList() bool {
	for i, name := range f.names {
		if name != "" && name != strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// json writes the form as an object.
func (f *formFields) json() ([]byte, error) {
	var members api.OrderedMap[any]
	for i, name := range f.names {
		value := f.values[i]
		if child, ok := value.(*formFields); ok {
			text, err := child.nested()
			if err != nil {
				return nil, err
			}
			value = json.RawMessage(text)
		}
		members = append(members, api.Entry[any]{Name: name, Value: value})
	}
	return api.Encode(members)
}

// nested writes what stands in brackets, as a list when it is one.
func (f *formFields) nested() ([]byte, error) {
	text, err := f.json()
	if err != nil || !f.isList() {
		return text, err
	}
	var list []json.RawMessage
	for member, err := range models.JSONMembers(text) {
		if err != nil {
			return nil, err
		}
		list = append(list, member.Value)
	}
	return api.Encode(list)
}
