package models

// DepthLimit is how many objects and lists of JSON may lie within each other in
// what we keep. Readers of JSON have limits of their own: what lies deeper
// could be taken, but neither listed nor read by those it is sent to.
const DepthLimit = 1000

// TooDeep says that JSON is nested more than DepthLimit deep.
func TooDeep(text []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++ // what stands behind it ends no text
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			if depth++; depth > DepthLimit {
				return true
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return false
}
