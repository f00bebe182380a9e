package views

import (
	"slices"
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
	return slices.DeleteFunc(fields, func(one Difference) bool { return one.Stored == one.Typed })
}
