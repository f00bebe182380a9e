package condition

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// A name is redacted when it holds one of the texts in Question.Redacted, such as
// "token". Redacted values are all that stand in the scope under such a name: no
// explanation and no problem tells them.

// isRedactedName says whether a name is redacted.
func (r *run) isRedactedName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(r.redacted, func(part string) bool { return strings.Contains(name, part) })
}

// isRedacted says whether a text is a redacted value.
func (r *run) isRedacted(text string) bool {
	return r.anyRedacted(func(value string) bool { return value == text })
}

// holdsRedacted says whether a redacted value stands within a text.
func (r *run) holdsRedacted(text string) bool {
	return r.anyRedacted(func(value string) bool { return value != "" && strings.Contains(text, value) })
}

// anyRedacted says whether one of the redacted values passes a test. A scope
// without a redacted name is not decoded.
func (r *run) anyRedacted(passes func(value string) bool) bool {
	escaped := bytes.Contains(r.scope, []byte(`\u`)) // a name may be written so
	if len(r.redacted) == 0 || !escaped && !r.isRedactedName(string(r.scope)) {
		return false
	}
	var scope any
	d := json.NewDecoder(bytes.NewReader(r.scope))
	d.UseNumber()
	_ = d.Decode(&scope) // it was read as JSON before
	return r.redactedIn(scope, false, passes)
}

// redactedIn is anyRedacted for a part of the scope. redacted says that the part
// stands under a redacted name, so that all of its values are redacted.
func (r *run) redactedIn(part any, redacted bool, passes func(value string) bool) bool {
	switch v := part.(type) {
	case map[string]any:
		for name, below := range v {
			if r.redactedIn(below, redacted || r.isRedactedName(name), passes) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(below any) bool { return r.redactedIn(below, redacted, passes) })
	case string:
		return redacted && passes(v)
	case json.Number:
		return redacted && passes(v.String())
	}
	return false
}
