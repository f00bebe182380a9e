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
func fillSigned(c *models.Callback, f views.CallbackForm, problems *models.Problems) {
	c.Settings.Method, c.Settings.ContentType = f.Method, f.Signed.ContentType
	c.Types = nil
	for _, name := range strings.FieldsFunc(f.Signed.Types, betweenTypes) {
		c.Types = append(c.Types, models.CallbackType{CallbackID: c.ID, CompanyID: c.CompanyID, Type: name})
	}
	fillPlan(c, f.Signed.Plan, problems)
}

// betweenTypes says whether a character parts one event type from the next.
func betweenTypes(c rune) bool { return strings.ContainsRune(" ,;\t\r\n", c) }
