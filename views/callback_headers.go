package views

import (
	"fmt"
	"strings"

	"callboard/models"
)

// HeaderForm is one line of the headers that are sent besides.
type HeaderForm struct {
	Name, Value string // the value of a secret one is never written into a page
	Secret      bool
	Saved       bool // a secret value is stored already
}

// emptyHeaders is how many empty lines the form offers for more headers.
const emptyHeaders = 3

// headerLines are the lines of the form: those typed, then empty ones. A
// secret that was stored under the same name counts as saved.
func (p CallbackPage) headerLines() []HeaderForm {
	saved := map[string]bool{}
	for _, h := range p.Callback.Settings.Headers {
		saved[strings.ToLower(h.Name)] = h.Hidden
	}
	lines := make([]HeaderForm, 0, len(p.Form.Extra.Headers)+emptyHeaders)
	for _, line := range p.Form.Extra.Headers {
		line.Saved = line.Secret && saved[strings.ToLower(line.Name)]
		if line.Secret {
			line.Value = ""
		}
		lines = append(lines, line)
	}
	return append(lines, make([]HeaderForm, emptyHeaders)...)
}

func (h HeaderForm) valueLabel(i int) string {
	if h.Saved {
		return fmt.Sprintf("Replace the value of header %d", i+1)
	}
	return fmt.Sprintf("Value of header %d", i+1)
}

func (h HeaderForm) hint() string {
	if h.Saved {
		return "Saved"
	}
	return "Value"
}

// headerFact lists the names of the headers that are sent besides.
func headerFact(c models.Callback) string {
	names := make([]string, len(c.Settings.Headers))
	for i, h := range c.Settings.Headers {
		names[i] = h.Name + ": " + h.Value
		if h.Hidden {
			names[i] = h.Name + " (secret)"
		}
	}
	return strings.Join(names, ", ")
}

// headersField is the group of all headers. Its first field has its id, so
// that the summary leads there.
func (p CallbackPage) headersField() Field {
	return Field{
		ID: "headers", Problem: p.headerProblems(),
		Hint: "Sent with each request. A secret value is never shown again: leave it empty to keep it. Clear a line to remove the header.",
	}
}

// headerProblems says what is to be mended of all headers: they have one place
// for it.
func (p CallbackPage) headerProblems() string {
	var texts []string
	for _, problem := range p.Problems {
		if problem.Field == "headers" {
			texts = append(texts, problem.Text)
		}
	}
	return strings.Join(texts, ". ")
}

func headerID(i int) string {
	if i == 0 {
		return "headers"
	}
	return fmt.Sprintf("headers-%d", i+1)
}
