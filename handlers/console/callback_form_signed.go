package console

import (
	"strings"

	"callboard/models"
	"callboard/views"
)

func readSigned(value func(string) string) views.SignedForm {
	return views.SignedForm{
		Types: value("types"), ContentType: value("signed_content_type"), Plan: readPlan(value, "signed_"),
	}
}

// fillSigned takes what a signed callback has of its own.
func fillSigned(c *models.Callback, f views.CallbackForm, found *models.Problems) {
	c.Settings.Method, c.Settings.ContentType = f.Method, f.Signed.ContentType
	c.Types = nil
	for _, name := range strings.FieldsFunc(f.Signed.Types, betweenTypes) {
		c.Types = append(c.Types, models.CallbackType{CallbackID: c.ID, CompanyID: c.CompanyID, Type: name})
	}
	fillPlan(c, f.Signed.Plan, found)
}

// betweenTypes says whether a character parts one event type from the next.
func betweenTypes(c rune) bool { return strings.ContainsRune(" ,;\t\r\n", c) }

// fillCover takes which locations a callback covers, or which callback it
// takes the place of. An id that cannot be read stands for none there is.
func fillCover(c *models.Callback, f views.CoverForm) {
	c.Settings.Coverage = models.Coverage{Mode: models.CoverageMode(f.Mode)}
	for _, text := range f.Locations {
		if text == "" {
			continue // nothing was chosen
		}
		c.Settings.Coverage.Locations = append(c.Settings.Coverage.Locations, idOf(text))
	}
	c.Settings.Replaces = idOf(f.Replaces)
	c.Clean()
}

func idOf(text string) models.ID {
	id, err := models.ParseID(text)
	if err != nil && text != "" {
		return -1
	}
	return id
}
