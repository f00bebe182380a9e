package views

import (
	"fmt"
	"strings"

	"callboard/models"
)

// ExtraForm holds what every kind of callback can have besides, as it was
// typed.
type ExtraForm struct {
	Product string // product transaction id, of a postback
	Backup  string // URL
	Headers []HeaderForm
}

// HeaderForm is one line of the headers that are sent besides.
type HeaderForm struct {
	Name, Value string // the value of a secret one is never written into a page
	Secret      bool
	Saved       bool // a secret value is stored already
}

// emptyHeaders is how many empty lines the form offers for more headers.
const emptyHeaders = 3

// extraFormOf returns what the form of a callback shows in these fields.
func extraFormOf(c models.Callback) ExtraForm {
	form := ExtraForm{Product: c.Settings.ProductID, Backup: c.Settings.BackupURL}
	for _, h := range c.Settings.Headers {
		form.Headers = append(form.Headers, HeaderForm{Name: h.Name, Value: h.Value, Secret: h.Hidden, Saved: h.Hidden})
	}
	return form
}

// backupWords is the value of the closed section Backup URL.
func (f ExtraForm) backupWords() string {
	if f.Backup == "" {
		return "None"
	}
	return models.HostOf(f.Backup)
}

// headerWords is the value of the closed section Custom headers.
func (f ExtraForm) headerWords() string {
	if len(f.Headers) == 0 {
		return "None"
	}
	return Plural(len(f.Headers), "header", "headers")
}

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

// extraFacts are the facts about what is typed in these fields.
func extraFacts(c models.Callback) []fact {
	var facts []fact
	for _, one := range []fact{
		{Label: "Extra fields", Text: c.Settings.Expands},
		{Label: "Product transaction ID", Text: c.Settings.ProductID, Mono: true},
		{Label: "Backup URL", Text: c.Settings.BackupURL, Mono: true},
		{Label: "Headers", Text: headerFact(c), Mono: true},
	} {
		if one.Text != "" {
			facts = append(facts, one)
		}
	}
	return facts
}

// expandHint names what the record can be expanded with.
func (p CallbackPage) expandHint() string {
	names := models.ExpandsOf(p.Form.Resource)
	if p.Callback.ID == 0 {
		names = models.ExpandsOf("transaction")
	}
	return "Separate with commas: " + strings.Join(names, ", ") + "."
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
	for _, one := range p.Problems {
		if one.Field == "headers" {
			texts = append(texts, one.Text)
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
