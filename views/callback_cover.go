package views

import (
	"slices"

	"callboard/models"
)

// CoverForm says for which locations a company's callback is, or which one a
// location's callback takes the place of, as it was typed.
type CoverForm struct {
	Mode      string   // a models.CoverageMode
	Locations []string // IDs
	Replaces  string   // ID
}

func coverFormOf(c models.Callback) CoverForm {
	form := CoverForm{Mode: string(c.Settings.Coverage.Mode)}
	for _, id := range c.Settings.Coverage.Locations {
		form.Locations = append(form.Locations, id.String())
	}
	if c.Settings.Replaces != 0 {
		form.Replaces = c.Settings.Replaces.String()
	}
	return form
}

// unseen are the covered locations that the form does not list.
func (p CallbackPage) unseen() []string {
	return slices.DeleteFunc(slices.Clone(p.Form.Cover.Locations), func(id string) bool {
		return slices.ContainsFunc(p.locationChoices(), func(one Choice) bool { return one.Value == id })
	})
}

// seesReplaced says whether the form lists the callback whose place is taken.
func (p CallbackPage) seesReplaced() bool {
	return slices.ContainsFunc(p.wideChoices(), func(one Choice) bool { return one.Value == p.Form.Cover.Replaces })
}
