package wire

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"unicode/utf8"

	"callboard/models"
	"callboard/models/profile"
)

// What parsers read without being asked to read more: libxml2 stops at 256
// elements within each other and at names of 50,000 bytes.
const (
	deepest     = 100
	longestName = 1000
)

// markup writes JSON as XML: members as elements, in their order.
type markup struct {
	in    *json.Decoder
	out   bytes.Buffer
	open  int             // elements
	asked map[string]bool // which names beyond ASCII parsers take
}

// entryXML writes a change under root.
func entryXML(root string, list []models.JSONMember) ([]byte, error) {
	if root != models.Subprofile {
		root = models.Profile
	}
	m := markup{asked: map[string]bool{}}
	m.out.WriteString(xml.Header)
	err := m.element(root, func() error {
		for _, one := range list {
			m.in = json.NewDecoder(bytes.NewReader(one.Value))
			m.in.UseNumber()
			item := "item"
			if one.Name == "interests" {
				item = "interest"
			}
			if err := m.element(one.Name, func() error { return m.value(item) }); err != nil {
				return err
			}
		}
		return nil
	})
	return m.out.Bytes(), err
}

// element writes an element around what content writes.
func (m *markup) element(name string, content func() error) error {
	tag := name
	if m.isName(name) {
		m.out.WriteString("<" + name + ">")
	} else {
		tag = "field"
		m.out.WriteString(`<field name="`)
		m.text(name)
		m.out.WriteString(`">`)
	}
	m.open++
	start := m.out.Len()
	err := content()
	m.open--
	if m.out.Len() == start {
		m.out.Truncate(start - len(">"))
		m.out.WriteString("/>")
		return err
	}
	m.out.WriteString("</" + tag + ">")
	return err
}

// value writes the next value of the JSON, the members of an array as
// elements of the name item. Below the deepest element it stays JSON.
func (m *markup) value(item string) error {
	if m.open >= deepest {
		return m.rest()
	}
	token, err := m.in.Token()
	if err != nil {
		return err
	}
	if _, nested := token.(json.Delim); !nested {
		m.scalar(token)
		return nil
	}
	for m.in.More() {
		name := item
		if token == json.Delim('{') {
			key, err := m.in.Token()
			if err != nil {
				return err
			}
			name, _ = key.(string)
		}
		if err := m.element(name, func() error { return m.value("item") }); err != nil {
			return err
		}
	}
	_, err = m.in.Token()
	return err
}

// rest writes the next value as it is, JSON, unless that is a single one.
func (m *markup) rest() error {
	var value json.RawMessage
	if err := m.in.Decode(&value); err != nil {
		return err
	}
	if value[0] == '{' || value[0] == '[' {
		m.text(string(value))
		return nil
	}
	m.scalar(profile.Decoded(value))
	return nil
}

func (m *markup) scalar(value any) {
	switch v := value.(type) {
	case string:
		m.text(v)
	case json.Number:
		m.out.WriteString(v.String())
	case bool:
		if v {
			m.out.WriteString("true")
		} else {
			m.out.WriteString("false")
		}
	}
}

// text writes text of an element or attribute: characters that XML forbids
// as U+FFFD, tabs, CR and LF so that parsers leave them alone.
func (m *markup) text(s string) {
	_ = xml.EscapeText(&m.out, []byte(s)) // a buffer takes all
}

// isName says that name can be the name of an element to every parser:
// without a colon, which name spaces use, and without the reserved "xml".
func (m *markup) isName(name string) bool {
	if name == "" || len(name) > longestName || len(name) >= 3 && strings.EqualFold(name[:3], "xml") {
		return false
	}
	ascii := true
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
		inside := c >= '0' && c <= '9' || c == '-' || c == '.'
		if !letter && (!inside || i == 0) {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if ascii {
		return true
	}
	taken, asked := m.asked[name]
	if !asked {
		taken = isNameToParsers(name)
		m.asked[name] = taken
	}
	return taken
}

// isNameToParsers asks the parser of Go, which knows the letters of the first
// four editions of XML 1.0, as most parsers do; the fifth takes these and more.
func isNameToParsers(name string) bool {
	token, err := xml.NewDecoder(strings.NewReader("<" + name + "/>")).RawToken()
	start, ok := token.(xml.StartElement)
	return err == nil && ok && start.Name.Local == name
}
