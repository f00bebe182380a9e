package native

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"callboard/handlers/api"
)

// say words a problem of a member.
func say(field, what string) string { return field + " " + what }

// readBody reads the body of a call, which must be an object.
func readBody(w http.ResponseWriter, r *http.Request) (api.Fields, error) {
	object, err := api.ReadObject(w, r)
	return api.Fields{Object: object, Say: say}, err
}

// readOptionalBody reads the body of a call that needs none.
func readOptionalBody(w http.ResponseWriter, r *http.Request) (api.Fields, error) {
	body, err := api.ReadBody(w, r, api.BodyLimit)
	if err != nil {
		return api.Fields{}, err
	}
	f := api.Fields{Say: say}
	if len(bytes.TrimSpace(body)) > 0 {
		f.Object, err = api.ParseObject(body)
	}
	return f, err
}

// readFlag reads true or false.
func readFlag(f *api.Fields, name string, into *bool) {
	before := len(f.Problems)
	f.Flag(name, into)
	for i := range f.Problems[before:] {
		f.Problems[before+i].Text = say(f.Path+name, "must be true or false")
	}
}

// queryFields returns the parameters of a query as the members of an object, so
// that they are read as those of a body are.
func queryFields(r *http.Request) (api.Fields, error) {
	values := map[string]string{}
	for name, list := range r.URL.Query() {
		values[name] = list[0]
	}
	text, err := json.Marshal(values)
	if err != nil {
		return api.Fields{}, fmt.Errorf("read a query: %w", err)
	}
	object, err := api.ParseObject(text)
	return api.Fields{Object: object, Say: say}, err
}

// readNumber reads a whole number; null is zero, which stands for the usual
// one.
func readNumber(f *api.Fields, name string, into *int) {
	if f.Object.Has(name) {
		*into = 0
	}
	f.Int(name, into)
}

// identifier reads an id, which may come as a number.
func identifier(f *api.Fields, member string) string {
	id := ""
	f.Identifier(member, &id)
	return id
}

// readTexts reads a list of strings; null is an empty one. ok is false when it
// is absent, or refused.
func readTexts(f *api.Fields, name string) (list []string, ok bool) {
	if !f.Object.Has(name) {
		return nil, false
	}
	if json.Unmarshal(f.Object.Raw(name), &list) != nil {
		f.Refuse(name, "must be a list of strings")
		return nil, false
	}
	return list, true
}

// readList reads a list of strings, which is left as it is when it is absent.
func readList(f *api.Fields, name string, into *[]string) {
	if list, ok := readTexts(f, name); ok {
		*into = list
	}
}

// readObjects reads a list of objects; null is an empty one.
func readObjects(f *api.Fields, name string) (list []api.Object, ok bool) {
	var raws []json.RawMessage
	if json.Unmarshal(f.Object.Raw(name), &raws) != nil {
		f.Refuse(name, "must be a list of objects")
		return nil, false
	}
	for _, raw := range raws {
		object, err := api.ParseObject(raw)
		if err != nil {
			f.Refuse(name, "must be a list of objects")
			return nil, false
		}
		list = append(list, object)
	}
	return list, true
}

// readObject returns a member byte for byte, which must be an object; nil for
// none.
func readObject(f *api.Fields, name string) []byte {
	if f.Object.Blank(name) {
		return nil
	}
	raw := f.Object.Raw(name)
	if raw[0] != '{' {
		f.Refuse(name, "must be an object")
	}
	return raw
}

// readRaw takes a member over as it is; null is none.
func readRaw(f *api.Fields, name string, into *[]byte) {
	switch {
	case !f.Object.Has(name):
	case f.Object.Blank(name):
		*into = nil
	default:
		*into = f.Object.Raw(name)
	}
}

// readVersion reads the version that the caller knows, in the body or, where a
// call has none, in the query. isSet is false when there is none.
func readVersion(r *http.Request, f *api.Fields) (version int64, isSet bool) {
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
