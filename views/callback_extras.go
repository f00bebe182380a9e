package views

import (
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

// extraFacts are the facts about what is typed in these fields.
func extraFacts(c models.Callback) []fact {
	var facts []fact
	for _, extra := range []fact{
		{Label: "Extra fields", Text: c.Settings.Expands},
		{Label: "Product transaction ID", Text: c.Settings.ProductID, Mono: true},
		{Label: "Backup URL", Text: c.Settings.BackupURL, Mono: true},
		{Label: "Headers", Text: headerFact(c), Mono: true},
	} {
		if extra.Text != "" {
			facts = append(facts, extra)
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
