package models

import (
	"fmt"
	"unicode/utf8"
)

// SearchLimit is the most characters that a list is searched for: no name is longer.
const SearchLimit = 255

// CheckSearch returns a problem of q, the text that a list is searched for.
func CheckSearch(q string) Problems {
	var problems Problems
	if utf8.RuneCountInString(q) > SearchLimit {
		problems.Add("q", fmt.Sprintf("A search has at most %d characters", SearchLimit))
	}
	return problems
}
