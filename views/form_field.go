package views

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// Field is one labelled input of a form. ID is its id and its name.
type Field struct {
	ID           string
	Label        string
	Value        string
	Problem      string // what is wrong with it; "" for nothing
	Hint         string
	Optional     bool
	Type         string // "text" when empty
	Autocomplete string // "off" when empty
	InputMode    string
	Class        string // "mono", "w-mid", "w-num", …
	Rows         int    // of an Area
}

// Choice is one choice of a Select or of Choices.
type Choice struct {
	Value, Label string
	Hint         string
	Group        string // heading in a Select; options of a group stand together
	Chosen       bool
}

// unlike are those fields in which what is stored is not what was typed.
func unlike(fields ...Difference) []Difference {
	return slices.DeleteFunc(fields, func(field Difference) bool { return field.Stored == field.Typed })
}

// Difference is one field whose stored value is not the typed one.
type Difference struct{ Label, Stored, Typed string }

// listChoices offers values as they are. A chosen one that differs in case
// only is kept as it was given.
func listChoices(values []string, chosen string) []Choice {
	choices := make([]Choice, len(values))
	for i, value := range values {
		choices[i] = Choice{Value: value, Label: value}
		if strings.EqualFold(value, chosen) {
			choices[i] = Choice{Value: chosen, Label: chosen, Chosen: true}
		}
	}
	return choices
}

// described ties an input to its hint and its problem.
func (f Field) described() templ.Attributes {
	var by []string
	attributes := templ.Attributes{}
	if f.Hint != "" {
		by = append(by, f.ID+"-hint")
	}
	if f.Problem != "" {
		by = append(by, f.ID+"-error")
		attributes["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		attributes["aria-describedby"] = strings.Join(by, " ")
	}
	return attributes
}

func (f Field) choiceID(i int, o Choice) string {
	if i == 0 {
		return f.ID
	}
	return f.ID + "-" + o.Value
}

// grouped cuts options where their group changes.
func grouped(options []Choice) [][]Choice {
	var groups [][]Choice
	for i, option := range options {
		if i == 0 || option.Group != options[i-1].Group {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], option)
	}
	return groups
}
