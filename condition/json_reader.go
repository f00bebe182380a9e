package condition

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// jsonReader makes JavaScript values of JSON, and notes the members whose names
// stand in the condition. JSON.parse or a json.Decoder would do for the values, but
// take about twice as long: 170 and 140 µs against 80 for a scope of 850 bytes, and
// the scope is read for every condition that runs.
type jsonReader struct {
	js     *goja.Runtime
	text   string              // what is not read yet
	wanted map[string][]string // the names in the condition, by their lower case
	noted  map[string][]noted  // by the name in the condition, in the order of the text
}

// noted is a member whose name stands in the condition, be it in other case.
type noted struct {
	object *goja.Object
	key    string
}

// read returns the value of JSON.
func (j *jsonReader) read(text []byte) (goja.Value, error) {
	if !json.Valid(text) {
		return nil, errScope
	}
	j.text, j.noted = string(text), map[string][]noted{}
	return j.value(), nil
}

// fold adds the members that a condition names in other case under the name it
// uses, unless there is one of exactly that name. Of several it takes the first.
func (j *jsonReader) fold() {
	for name, members := range j.noted {
		has := map[*goja.Object]bool{}
		for _, m := range members {
			has[m.object] = has[m.object] || m.key == name
		}
		for _, m := range members {
			if !has[m.object] {
				has[m.object] = true
				hide(m.object, name, m.object.Get(m.key))
			}
		}
	}
}

// peek returns the next character that is no blank.
func (j *jsonReader) peek() byte {
	j.text = strings.TrimLeft(j.text, " \t\r\n")
	return j.text[0]
}

// next returns it, and goes on behind it.
func (j *jsonReader) next() byte {
	c := j.peek()
	j.text = j.text[1:]
	return c
}

func (j *jsonReader) value() goja.Value {
	switch c := j.next(); c {
	case '{':
		return j.object()
	case '[':
		return j.array()
	case '"':
		return j.js.ToValue(j.string())
	case 't':
		return j.literal("rue", true)
	case 'f':
		return j.literal("alse", false)
	case 'n':
		j.text = j.text[len("ull"):]
		return goja.Null()
	default:
		return j.number(c)
	}
}

func (j *jsonReader) literal(rest string, value bool) goja.Value {
	j.text = j.text[len(rest):]
	return j.js.ToValue(value)
}

func (j *jsonReader) object() goja.Value {
	object := j.js.NewObject()
	for c := j.next(); c != '}'; c = j.next() {
		if c == ',' {
			j.next()
		}
		key := j.string()
		j.next()
		value := j.value()
		if key == "__proto__" { // a member like any other
			define(object, key, value)
		} else {
			_ = object.Set(key, value) // it cannot fail, as in define
		}
		j.note(object, key)
	}
	return object
}

// note keeps a member whose name stands in the condition.
func (j *jsonReader) note(object *goja.Object, key string) {
	if len(j.wanted) == 0 {
		return
	}
	for _, name := range j.wanted[strings.ToLower(key)] {
		j.noted[name] = append(j.noted[name], noted{object, key})
	}
}

func (j *jsonReader) array() goja.Value {
	var list []any
	if j.peek() == ']' {
		j.next()
		return j.js.NewArray()
	}
	for c := byte(','); c == ','; c = j.next() {
		list = append(list, j.value())
	}
	return j.js.NewArray(list...)
}

// string reads a string behind its first quote.
func (j *jsonReader) string() string {
	end := strings.IndexAny(j.text, `"\`)
	if j.text[end] == '"' {
		plain := j.text[:end]
		j.text = j.text[end+1:]
		if !utf8.ValidString(plain) {
			plain = string([]rune(plain)) // each byte that is no character becomes one
		}
		return plain
	}
	for j.text[end] != '"' {
		if j.text[end] == '\\' {
			end++
		}
		end++
	}
	var text string
	_ = json.Unmarshal([]byte(`"`+j.text[:end+1]), &text) // it is valid
	j.text = j.text[end+1:]
	return text
}

// number reads a number that begins with c.
func (j *jsonReader) number(c byte) goja.Value {
	end := len(j.text) - len(strings.TrimLeft(j.text, "0123456789+-.eE"))
	number, _ := strconv.ParseFloat(string(c)+j.text[:end], 64) // too large is infinite, as in JSON.parse
	j.text = j.text[end:]
	return j.js.ToValue(number)
}
