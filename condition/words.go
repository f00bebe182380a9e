package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
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
		case "Date":
			if at, ok := object.Export().(time.Time); ok {
				return "the date " + at.UTC().Format(time.RFC3339)
			}
			return noDate
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

// noDate is what JavaScript makes of a text that it cannot read as a date.
const noDate = "no date"

// largeWords says what is wrong with a whole number that isLarge.
const largeWords = "above 2^53, where JavaScript rounds whole numbers"

// isLarge says that a value is a number so large that JavaScript cannot tell it
// from its neighbours.
func isLarge(value goja.Value) bool {
	if _, object := value.(*goja.Object); object || value == nil {
		return false
	}
	switch number := value.Export().(type) {
	case int64:
		return number >= 1<<53 || number <= -1<<53
	case float64:
		return math.Abs(number) >= 1<<53 && !math.IsInf(number, 0)
	}
	return false
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

// typedValue writes a value that is no boolean with its type: "the text ‘yes’".
func typedValue(value goja.Value) string {
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

// radixMessage is what a number says whose toLocaleString is given a language: the
// engine knows none, and takes it for the base of the digits.
const radixMessage = "toString() radix argument must be between 2 and 36"

const localeWords = "conditions know no languages or countries: compare the numbers, dates and texts themselves"

// thrownMessage says in words what a condition threw.
type thrownMessage struct {
	text        string
	holdsValues bool // it may hold values of the scope
}

// redactedMessage takes the place of a text that holds a redacted value.
var redactedMessage = thrownMessage{"it threw something that is not shown", false}

// thrownWords says what a condition threw. The message of an error may be a getter,
// which is code of the condition: the error returned says that it did not end.
func (r *run) thrownWords(thrown *goja.Exception) (thrownMessage, error) {
	object, ok := thrown.Value().(*goja.Object)
	switch {
	case !ok && r.holdsRedacted(thrown.Value().String()):
		return redactedMessage, nil
	case !ok:
		return thrownMessage{"it threw " + typedValue(thrown.Value()), true}, nil
	case object.ClassName() != "Error":
		return thrownMessage{"it threw " + describe(object), false}, nil
	}
	message, err := r.messageOf(object)
	switch {
	case err != nil || message == "":
		return thrownMessage{"it threw an error without words", false}, err
	case r.holdsRedacted(message):
		return redactedMessage, nil
	}
	words := cut(message, partLimit)
	if message == "Intl is not defined" || message == radixMessage && strings.Contains(r.compiled.text, "toLocaleString") {
		return thrownMessage{localeWords, false}, nil
	}
	if missing := notDefined.FindStringSubmatch(message); missing != nil && r.hints {
		if meant := r.probablyMeant(missing[1]); meant != "" {
			words += ". Did you mean " + meant + "?"
		}
	}
	return thrownMessage{words, r.mayHoldValues(message)}, nil
}

// mayHoldValues says whether a message may hold more than a name that stands in the
// condition.
func (r *run) mayHoldValues(message string) bool {
	name := nameAlone.FindStringSubmatch(message)
	return name == nil || !slices.Contains(r.compiled.names, strings.Join(name[1:], ""))
}

// messageOf returns the message of an error, "" for one that is no text. The error
// says that reading it did not end; that reading it threw another error does not
// matter.
func (r *run) messageOf(object *goja.Object) (string, error) {
	read, _ := goja.AssertFunction(r.js.ToValue(func(goja.FunctionCall) goja.Value { return object.Get("message") }))
	message, err := read(goja.Undefined())
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

// probablyMeant looks for a name that somebody may have meant, in other case or
// further down: "person.email" for "Email".
func (r *run) probablyMeant(name string) string {
	for _, path := range r.fields {
		object := r.scope
		for key := range strings.SplitSeq(path, ".") {
			object = membersOf(object)[key]
		}
		if path := findPath(object, name, 2); path != "" {
			return path
		}
	}
	return findPath(r.scope, name, 1)
}

// membersOf returns the members of a JSON object, none of anything else.
func membersOf(object []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(object, &members)
	return members
}

// findPath returns the path within a JSON object to a member of this name in any
// case, at most depth objects down. Of several it is the first by name.
func findPath(object []byte, name string, depth int) string {
	if depth < 0 {
		return ""
	}
	best := ""
	for key, value := range membersOf(object) {
		path := ""
		if strings.EqualFold(key, name) {
			path = key
		} else if below := findPath(value, name, depth-1); below != "" {
			path = key + "." + below
		}
		if path != "" && (best == "" || len(path) < len(best) || len(path) == len(best) && path < best) {
			best = path
		}
	}
	return best
}

// cut shortens text to a number of characters, and puts it in one line.
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
