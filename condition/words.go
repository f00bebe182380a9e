package condition

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// The longest texts that are shown, in characters.
const (
	valueLimit = 40
	partLimit  = 120
)

// describe writes a value in words. It runs nothing of the condition: an
// object is not asked what it wants to be called.
func describe(value goja.Value) string {
	switch {
	case value == nil || goja.IsUndefined(value):
		return "missing"
	case goja.IsNull(value):
		return "null"
	}
	if object, ok := value.(*goja.Object); ok {
		switch object.ClassName() {
		case "Array":
			return "a list"
		case "Function":
			return "a function"
		default:
			return "an object"
		}
	}
	switch plain := value.Export().(type) {
	case string:
		if plain == "" {
			return "an empty text"
		}
		return "‘" + cut(plain, valueLimit) + "’"
	case bool, int64, float64:
		return value.String()
	}
	return "a value without words"
}

// counted says what a value counts as that is no boolean: "the text ‘yes’".
func counted(value goja.Value) string {
	if _, text := value.Export().(string); text && describe(value) != "an empty text" {
		return "the text " + describe(value)
	}
	if _, object := value.(*goja.Object); object {
		return describe(value)
	}
	switch value.Export().(type) {
	case int64, float64:
		return "the number " + value.String()
	}
	return describe(value)
}

var notDefined = regexp.MustCompile(`^(\S+) is not defined$`)

// thrownWords says what a condition ended with. It runs nothing of it.
func (r *run) thrownWords(thrown *goja.Exception) string {
	object, ok := thrown.Value().(*goja.Object)
	if !ok {
		return "it threw " + counted(thrown.Value())
	}
	if object.ClassName() != "Error" {
		return "it threw " + describe(object)
	}
	message := ""
	if r.vm.Try(func() { message, _ = object.Get("message").Export().(string) }) != nil || message == "" {
		return "it threw an error without words"
	}
	words := cut(message, partLimit)
	if missing := notDefined.FindStringSubmatch(message); missing != nil {
		if meant := r.meant(missing[1]); meant != "" {
			words += ". Did you mean " + meant + "?"
		}
	}
	return words
}

// meant looks for a name that somebody may have had in mind, in other case
// or further down: "person.email" for "Email".
func (r *run) meant(name string) string {
	var all map[string]json.RawMessage
	if json.Unmarshal(r.scope, &all) != nil {
		return ""
	}
	if found := find(all["data"], name, 2); found != "" {
		return found
	}
	return find(r.scope, name, 1)
}

// find returns the path within a JSON object to a member of this name in any
// case, at most depth objects down. Of several it is the first by name.
func find(object []byte, name string, depth int) string {
	var members map[string]json.RawMessage
	if depth < 0 || json.Unmarshal(object, &members) != nil {
		return ""
	}
	best := ""
	for key, value := range members {
		path := ""
		if strings.EqualFold(key, name) {
			path = key
		} else if below := find(value, name, depth-1); below != "" {
			path = key + "." + below
		}
		if path != "" && (best == "" || len(path) < len(best) || len(path) == len(best) && path < best) {
			best = path
		}
	}
	return best
}

// cut shortens text to a number of characters, and keeps it in one line.
func cut(text string, most int) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

func lowerFirst(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return strings.ToLower(fmt.Sprintf("%c", first)) + words[size:]
}
