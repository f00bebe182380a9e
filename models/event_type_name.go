package models

import (
	"strings"
)

// TypeWords writes an event type or pattern as people read it in lists:
// "contact.updated" is "contact updated".
func TypeWords(name string) string {
	return strings.TrimSuffix(strings.ReplaceAll(name, ".", " "), " *")
}

// typeNameLimit is the longest name of an event type, in characters.
const typeNameLimit = 128

// IsTypeName says whether text can name an event type: letters, digits, "_"
// and ".".
func IsTypeName(text string) bool {
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '.' {
			return false
		}
	}
	return text != "" && len(text) <= typeNameLimit
}

// MatchesType says whether pattern, an exact type or "contact.*", covers name.
func MatchesType(pattern, name string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	if open {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

func lowerASCII(s string) string { return strings.ToLower(s) }
