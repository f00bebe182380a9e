package models

import (
	"cmp"
	"fmt"
	"maps"
)

// cleanHeaders takes away empty lines and what nobody meant to type, hides
// what signs somebody in, and puts hidden values where nobody is shown them.
func (c *Callback) cleanHeaders() {
	var lines []Header
	hidden := maps.Clone(c.Secrets.Headers)
	for _, h := range c.Settings.Headers {
		h.Name, h.Value = trimInvisible(h.Name), trimInvisible(h.Value)
		if h.Name == "" && h.Value == "" {
			continue
		}
		h.Hidden = h.Hidden || IsSignInHeader(h.Name)
		if h.Hidden && h.Value != "" && h.Name != "" {
			if hidden == nil {
				hidden = map[string]string{}
			}
			hidden[lowerASCII(h.Name)], h.Value = h.Value, ""
		}
		lines = append(lines, h)
	}
	c.Settings.Headers, c.Secrets.Headers = lines, hidden
}

// checkHeaders looks at the headers that the operator added. That the values
// of hidden ones are there is for the store to see: see Secrets.Lack.
func (c Callback) checkHeaders(problems *Problems) {
	if len(c.Settings.Headers) > MaxHeaders {
		problems.Note("headers", TooLong, fmt.Sprintf("There can be at most %d headers", MaxHeaders))
	}
	seen := map[string]bool{"authorization": c.Settings.SignsIn()}
	for _, h := range c.Settings.Headers {
		name := lowerASCII(h.Name)
		problem := HeaderProblem(h.Name, cmp.Or(h.Value, c.Secrets.Headers[name]))
		switch {
		case problem != "":
			problems.Note("headers", Malformed, problem)
		case name == "authorization" && c.Settings.SignsIn():
			problems.Note("headers", NotListed, "Authorization is sent by Sign-in already")
		case seen[name]:
			problems.Note("headers", NotListed, h.Name+" comes twice")
		case !h.Hidden && h.Value == "":
			problems.Note("headers", Blank, "Enter the value of "+h.Name)
		}
		seen[name] = true
	}
}
