package views

import (
	"strings"

	"callboard/models"
	"callboard/views/code"
)

// profileSection asks for the changes of the profiles of a database or of the
// subprofiles of a collection.
func profileSection() section {
	return section{
		Kind: models.KindDatabase, Starts: "profile",
		Read: func(f *CallbackForm, c models.Callback) { f.Plan = planFormOf(c) },
		When: profileFields, Format: profileFormatFields, Retries: planOf(models.KindDatabase),
		FormatWords: CallbackForm.profileFormat,
		RetryWords:  func(f CallbackForm) string { return f.Plan.words("") },
	}
}

// isXML says whether the body is XML rather than JSON.
func (f CallbackForm) isXML() bool { return strings.EqualFold(f.ContentType, "text/xml") }

func (f CallbackForm) profileFormat() string {
	if f.isXML() {
		return "POST, XML"
	}
	return "POST, JSON"
}

// formatChoices are the two formats of a database callback. The chosen one is
// kept as it was given.
func (p CallbackPage) formatChoices() []Choice {
	choices := listChoices(models.KindDatabase.Traits().ContentTypes, p.Form.ContentType)
	choices[0].Label, choices[1].Label = "JSON", "XML"
	return choices
}

// preview is the beginning of a sample in a format.
func (p CallbackPage) preview(format string) []code.Span {
	for _, sample := range p.Samples {
		if strings.EqualFold(sample.Format, format) {
			return code.FirstLines(sample.Body.Pretty, 4)
		}
	}
	return nil
}
