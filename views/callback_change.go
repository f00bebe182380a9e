package views

import (
	"slices"

	"callboard/models"
)

// changeSection asks for the changes of one resource of a location.
func changeSection() section {
	return section{
		Kind: models.KindPostback, Starts: "change", Label: "A change to a record",
		Read: func(f *CallbackForm, c models.Callback) { f.PostbackPlan = planFormOf(c) },
		When: changeFields, Format: changeFormat, Retries: changeRetries,
		FormatWords: func(CallbackForm) string { return "POST, form fields" },
		RetryWords:  func(f CallbackForm) string { return f.PostbackPlan.words("") },
		Names:       map[string]string{"type": "resource", "attempts": "postback_attempts", "interval": "postback_interval"},
	}
}

func (p CallbackPage) resourceChoices() []Choice {
	choices := make([]Choice, len(resources))
	for i, resource := range resources {
		choices[i] = Choice{Value: resource.Value, Label: resource.Label, Chosen: resource.Value == p.Form.Resource}
	}
	return choices
}

func (p CallbackPage) actionChoices() []Choice {
	choices := []Choice{{Value: "create", Label: "Created"}, {Value: "update", Label: "Updated"}, {Value: "delete", Label: "Deleted"}}
	for i := range choices {
		choices[i].Chosen = slices.Contains(p.Form.Actions, choices[i].Value)
	}
	return choices
}
