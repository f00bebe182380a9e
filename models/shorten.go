package models

import "strings"

// Shorten returns text as valid UTF-8, in at most so many characters: the last
// of them is … where some were cut off.
func Shorten(text string, most int) string {
	text = strings.ToValidUTF8(text, "�")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
