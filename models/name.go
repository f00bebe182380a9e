package models

import (
	"strings"
	"unicode/utf8"
)

// The longest names and codes, in characters.
const (
	nameLimit = 120
	codeLimit = 60
)

func checkName(problems *Problems, name, whenEmpty string) {
	switch n := utf8.RuneCountInString(strings.TrimSpace(name)); {
	case n == 0:
		problems.Add("name", whenEmpty)
	case n > nameLimit:
		problems.Add("name", "Name must be 120 characters or fewer")
	}
	problems.NeedLine("name", "Name", name)
}
