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

// fixed says whether what starts the callback, and the record, cannot be
// chosen: those of a callback that exists, and of one of a database.
func (p CallbackPage) fixed() bool { return p.Callback.ID != 0 || p.DatabaseRef.ID() != 0 }

// callbackCrumbs lead to the page that a callback stands on.
func callbackCrumbs(c models.Company, l models.Location, s models.DatabaseRef) []Link {
	if s.ID() == 0 || databaseGone(s) {
		return ownerCrumbs(c, l)
	}
	return append(databaseCrumbs(c, s), Link{Text: databaseName(s), Href: DatabaseURL(s)})
}

// belongsWords says in the form to whom a callback belongs.
func (p CallbackPage) belongsWords() string {
	switch {
	case p.DatabaseRef.ID() != 0:
		return p.DatabaseRef.Words() + ", " + p.Company.Name
	case p.Location.ID != 0:
		return p.Location.Name + ", " + p.Company.Name
	}
	return p.Company.Name + ", the whole company"
}

func (p CallbackPage) belongsHint() string {
	switch {
	case p.DatabaseRef.Collection.ID != 0:
		return "It gets the changes of the subprofiles of this collection."
	case p.DatabaseRef.ID() != 0:
		return "It gets the changes of the profiles of this database, not those of their subprofiles: a collection has callbacks of its own."
	case p.Location.ID != 0:
		return "Postbacks of a location get only events of that location."
	}
	return ""
}

// conditionHint gives an example of what the callback gets.
func (p CallbackPage) conditionHint() string {
	if p.asks(models.KindDatabase) {
		return "JavaScript; its last value decides (true or not). Empty means always. Fields are named as they are. Example: city == 'Delft' && profile.newsletter"
	}
	return conditionHint
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
