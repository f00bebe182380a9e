package views

import (
	"callboard/models"
)

// eventSection asks for one event type.
func eventSection() section {
	return section{
		Kind: models.KindEvent, Starts: "event", Label: "An event", Hint: "One event type.",
		Read: readEventFields,
		When: eventFields, Format: eventFormat, Retries: planOf(models.KindEvent),
		FormatWords: func(f CallbackForm) string { return f.Method + ", " + f.ContentType },
		RetryWords:  func(f CallbackForm) string { return f.Plan.words("") },
	}
}

func readEventFields(f *CallbackForm, c models.Callback) {
	f.Type = c.Trigger().Type
	f.List, f.Campaign = c.Trigger().FilterValue, c.Trigger().FilterValue
	f.Plan = planFormOf(c)
}

// typeChoices are the event types that are no change of a record, grouped.
func (p CallbackPage) typeChoices() []Choice {
	choices := []Choice{{Label: "Select an event type"}}
	for _, t := range models.EventTypes() {
		if t.Subject != "" {
			choices = append(choices, Choice{
				Value: t.Name, Label: t.Name + ": " + lowerFirst(t.Words), Group: t.Group, Chosen: t.Name == p.Form.Type,
			})
		}
	}
	return choices
}
