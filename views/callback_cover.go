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
		return slices.ContainsFunc(p.locationChoices(), func(choice Choice) bool { return choice.Value == id })
	})
}

// seesReplaced says whether the form lists the callback whose place is taken.
func (p CallbackPage) seesReplaced() bool {
	return slices.ContainsFunc(p.wideChoices(), func(choice Choice) bool { return choice.Value == p.Form.Cover.Replaces })
}

// wideChoices are the callbacks of the company whose place can be taken.
func (p CallbackPage) wideChoices() []Choice {
	choices := []Choice{{Label: "None"}}
	for _, c := range p.Wide {
		choices = append(choices, Choice{Value: c.ID.String(), Label: c.Title(), Chosen: c.ID.String() == p.Form.Cover.Replaces})
	}
	return choices
}

func (p CallbackPage) locationChoices() []Choice {
	choices := make([]Choice, len(p.Locations))
	for i, l := range p.Locations {
		id := l.ID.String()
		choices[i] = Choice{Value: id, Label: l.Name, Hint: l.Code, Chosen: slices.Contains(p.Form.Cover.Locations, id)}
	}
	return choices
}

// coverageFact says which locations a callback is for, "" when there is no
// choice.
func coverageFact(c models.Callback) string {
	n := Plural(len(c.Settings.Coverage.Locations), "location", "locations")
	switch {
	case !c.Kind.Traits().Wide || c.LocationID != 0:
		return ""
	case c.Settings.Coverage.Mode == models.CoverOnly:
		return "Only " + n
	case c.Settings.Coverage.Mode == models.CoverExcept:
		return "All but " + n
	}
	return "All"
}
