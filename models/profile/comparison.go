package profile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"callboard/models"
)

// Comparison is one filter of a list of profiles: "Email==c@d.nl".
type Comparison struct {
	Name     string
	Operator string // of operators
	Value    string

	number  float64 // Value, when it is a number
	numeric bool
}

// operators are what a comparison can ask, those that begin with another one
// before it.
var operators = []string{"==", "!=", "<>", "<=", ">=", "=~", "!~", "<", ">"}

const operatorWords = "Write it as name==value, with one of ==, !=, <>, <, >, <=, >=, =~ and !~"

// ParseComparison reads "name==value". Blanks around both do not count.
func ParseComparison(text string) (Comparison, error) {
	at := strings.IndexAny(text, "=!<>")
	if at < 0 {
		return Comparison{}, unreadable(text, operatorWords)
	}
	i := slices.IndexFunc(operators, func(operator string) bool { return strings.HasPrefix(text[at:], operator) })
	name := strings.TrimSpace(text[:at])
	switch {
	case i < 0 && text[at] == '=':
		return Comparison{}, unreadable(text, "Did you mean ==?")
	case i < 0 || name == "":
		return Comparison{}, unreadable(text, operatorWords)
	}
	c := Comparison{Name: name, Operator: operators[i], Value: strings.TrimSpace(text[at+len(operators[i]):])}
	if c.Operator == "<>" {
		c.Operator = "!="
	}
	if strings.EqualFold(name, "modified") || strings.EqualFold(name, "created") {
		if at, err := time.Parse(time.RFC3339, c.Value); err == nil {
			c.Value = moment(models.At(at))
		}
	}
	c.number, c.numeric = number(c.Value)
	return c, nil
}

func unreadable(text, what string) error {
	text = fmt.Sprintf("“%s” cannot be read. %s", models.Shorten(text, 61), what)
	return models.Problems{{Field: "fields", Text: text, Code: models.Malformed}}
}

// matches says whether a value passes. One that there is not, and null, is as
// empty text, and neither smaller nor larger than anything.
func (c Comparison) matches(v value) bool {
	switch c.Operator {
	case "==":
		return c.equals(v)
	case "!=":
		return !c.equals(v)
	case "=~":
		return like(v.text, c.Value)
	case "!~":
		return !like(v.text, c.Value)
	}
	if v.missing {
		return false
	}
	order := v.compare(value{text: c.Value, number: c.number, numeric: c.numeric})
	switch c.Operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// equals says whether a value is the one of c: a number by what it means, all
// else letter by letter, so that 01234 in a text is not 1234.
func (c Comparison) equals(v value) bool {
	if v.text == c.Value {
		return true
	}
	return v.isNumber && c.numeric && (v.number == c.number && decimal(v.text) == decimal(c.Value))
}

// like says whether text is the pattern, in any letter case. A % in the pattern
// stands for anything, also for nothing.
func like(text, pattern string) bool {
	text = strings.ToLower(text)
	parts := strings.Split(strings.ToLower(pattern), "%")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return text == first
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		if _, text, ok = strings.Cut(text, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(text, last)
}
