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

// Limits that all parsers take with their usual settings: libxml2 stops at 256
// nested elements and at names of 50,000 bytes.
const (
	maxNesting    = 100
	maxNameLength = 1000
)

// markup writes JSON as XML: members as elements, in their order.
type markup struct {
	in        *json.Decoder
	out       bytes.Buffer
	open      int             // elements
	nameTaken map[string]bool // whether parsers take a name beyond ASCII
}

// entryXML writes the members of a change as elements of one element, root.
func entryXML(root string, list []models.JSONMember) ([]byte, error) {
	if root != models.Subprofile {
		root = models.Profile
	}
	m := markup{nameTaken: map[string]bool{}}
	m.out.WriteString(xml.Header)
	err := m.element(root, func() error {
		for _, member := range list {
			m.in = json.NewDecoder(bytes.NewReader(member.Value))
			m.in.UseNumber()
			item := "item"
			if member.Name == "interests" {
				item = "interest"
			}
			if err := m.element(member.Name, func() error { return m.value(item) }); err != nil {
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

// value writes the next JSON value, the items of an array as elements named item.
// Within maxNesting elements it stays JSON.
func (m *markup) value(item string) error {
	if m.open >= maxNesting {
		return m.jsonText()
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

// jsonText writes an object or array as JSON text, and any other value as usual.
func (m *markup) jsonText() error {
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

// text writes the text of an element or attribute: characters that XML forbids as
// U+FFFD, and tabs, CR and LF so that parsers do not change them.
func (m *markup) text(s string) {
	_ = xml.EscapeText(&m.out, []byte(s)) // a buffer takes all
}

// isName says that every parser takes name as the name of an element: it has no
// colon, which name spaces use, and does not begin with the reserved "xml".
func (m *markup) isName(name string) bool {
	if name == "" || len(name) > maxNameLength || len(name) >= 3 && strings.EqualFold(name[:3], "xml") {
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
	taken, ok := m.nameTaken[name]
	if !ok {
		taken = isNameToParsers(name)
		m.nameTaken[name] = taken
	}
	return taken
}

// isNameToParsers asks the parser of Go. It takes the letters of the first four
// editions of XML 1.0, as most parsers do; the fifth edition takes more.
func isNameToParsers(name string) bool {
	token, err := xml.NewDecoder(strings.NewReader("<" + name + "/>")).RawToken()
	start, ok := token.(xml.StartElement)
	return err == nil && ok && start.Name.Local == name
}
