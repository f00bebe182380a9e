package profile

import (
	"bytes"
	"encoding/json"
	"iter"
)

// storedMembers goes over the members of a stored JSON object. It looks at
// nothing but where they begin and end, since a list may look at 100,000 of them:
// what is stored is known to be JSON. The names are still escaped.
func storedMembers(object []byte) iter.Seq2[[]byte, json.RawMessage] {
	return func(yield func(name []byte, value json.RawMessage) bool) {
		at := blanks(object, 0) + 1
		for at = blanks(object, at); at < len(object) && object[at] == '"'; at = blanks(object, at) {
			end := valueEnd(object, at)
			name := object[at+1 : max(at+1, end-1)]
			start := blanks(object, end)
			end = valueEnd(object, start)
			if !yield(name, object[start:end]) {
				return
			}
			at = end
		}
	}
}

// blanks returns where the next thing begins: blanks, commas and colons stand
// between members.
func blanks(text []byte, at int) int {
	for at < len(text) && bytes.IndexByte([]byte(" \t\r\n,:"), text[at]) >= 0 {
		at++
	}
	return at
}

// valueEnd returns where the value that begins at a place ends.
func valueEnd(text []byte, at int) int {
	for depth := 0; at < len(text); {
		switch text[at] {
		case '"':
			at = stringEnd(text, at)
		case '{', '[':
			depth++
			at++
			continue
		case '}', ']':
			depth--
			at++
		default: // of a number or a word, or between values
			at++
			if depth == 0 && at < len(text) && bytes.IndexByte([]byte(" \t\r\n,:]}"), text[at]) < 0 {
				continue
			}
		}
		if depth <= 0 {
			return at
		}
	}
	return len(text)
}

// stringEnd returns where the string that begins at a place ends.
func stringEnd(text []byte, at int) int {
	for at++; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(text)
}
