package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
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
	case *big.Int:
		if plain.BitLen() <= 64 { // longer ones take long to write
			return value.String()
		}
		return "a large number"
	}
	return "a value without words"
}

// isBoolean says whether a value is true or false. An object is neither, and
// is not asked what it wraps: that would run what the condition hid in it.
func isBoolean(value goja.Value) bool {
	if _, object := value.(*goja.Object); object {
		return false
	}
	_, ok := value.Export().(bool)
	return ok
}

// counted says what a value counts as that is no boolean: "the text ‘yes’".
func counted(value goja.Value) string {
	words := describe(value)
	if _, object := value.(*goja.Object); object {
		return words
	}
	switch plain := value.Export().(type) {
	case string:
		if plain != "" {
			return "the text " + words
		}
	case int64, float64:
		return "the number " + words
	}
	return words
}

var (
	notDefined = regexp.MustCompile(`^(\S+) is not defined$`)
	// nameAlone are the messages that hold nothing but a name.
	nameAlone = regexp.MustCompile(`^(?:(\S+) is not defined|Cannot read property '(.+)' of undefined(?: or null)?|Object has no member '(.+)')$`)
)

// said are words for what a condition threw. They tell when they may hold
// values of what it saw.
type said struct {
	words string
	tells bool
}

// notShown takes the place of words that hold a quiet value.
var notShown = said{"it threw something that is not shown", false}

// thrownWords says what a condition ended with. Only the message of an error may
// be something to run: the error returned says that this came to no end.
func (r *run) thrownWords(thrown *goja.Exception) (said, error) {
	object, ok := thrown.Value().(*goja.Object)
	switch {
	case !ok && r.holdsQuiet(thrown.Value().String()):
		return notShown, nil
	case !ok:
		return said{"it threw " + counted(thrown.Value()), true}, nil
	case object.ClassName() != "Error":
		return said{"it threw " + describe(object), false}, nil
	}
	message, err := r.messageOf(object)
	switch {
	case err != nil || message == "":
		return said{"it threw an error without words", false}, err
	case r.holdsQuiet(message):
		return notShown, nil
	}
	words := cut(message, partLimit)
	if missing := notDefined.FindStringSubmatch(message); missing != nil && r.hints {
		if meant := r.meant(missing[1]); meant != "" {
			words += ". Did you mean " + meant + "?"
		}
	}
	return said{words, r.tells(message)}, nil
}

// tells says whether a message may hold more than names that stand in the
// condition.
func (r *run) tells(message string) bool {
	found := nameAlone.FindStringSubmatch(message)
	return found == nil || !slices.Contains(r.compiled.words, strings.Join(found[1:], ""))
}

// messageOf returns the message of an error, "" for one that is no text. The
// error says that it came to no end; that it threw another one does not matter.
func (r *run) messageOf(object *goja.Object) (string, error) {
	ask, _ := goja.AssertFunction(r.vm.ToValue(func(goja.FunctionCall) goja.Value { return object.Get("message") }))
	message, err := ask(goja.Undefined())
	if _, thrown := errors.AsType[*goja.Exception](err); thrown {
		return "", nil
	}
	return plainText(message), err
}

// plainText returns a value that is a text, "" for any other.
func plainText(value goja.Value) string {
	if _, object := value.(*goja.Object); object || value == nil {
		return ""
	}
	text, _ := value.Export().(string)
	return text
}

// meant looks for a name that somebody may have had in mind, in other case
// or further down: "person.email" for "Email".
func (r *run) meant(name string) string {
	for _, path := range r.bare {
		object := r.scope
		for key := range strings.SplitSeq(path, ".") {
			object = membersOf(object)[key]
		}
		if found := find(object, name, 2); found != "" {
			return found
		}
	}
	return find(r.scope, name, 1)
}

// membersOf returns the members of a JSON object, none of anything else.
func membersOf(object []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(object, &members)
	return members
}

// find returns the path within a JSON object to a member of this name in any
// case, at most depth objects down. Of several it is the first by name.
func find(object []byte, name string, depth int) string {
	if depth < 0 {
		return ""
	}
	best := ""
	for key, value := range membersOf(object) {
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
