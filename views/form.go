package views

import (
	"strings"

	"github.com/a-h/templ"
)

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

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
