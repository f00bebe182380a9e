package views

import (
	"callboard/models"
)

// Differences lists where a typed callback is not the stored one.
func Differences(stored, typed models.Callback) []Difference {
	var differences []Difference
	was, is := compared(stored), compared(typed)
	for i := range was {
		if was[i].Text != is[i].Text {
			differences = append(differences, Difference{was[i].Label, orDefault(was[i].Text, "–"), orDefault(is[i].Text, "–")})
		}
	}
	return differences
}

// compared are the values of a callback that a form can change. The list has
// the same lines for every callback of a kind.
func compared(c models.Callback) []fact {
	form := FormOf(c)
	active := "Active"
	if !c.IsActive {
		active = "Not active"
	}
	return []fact{
		{Label: "Name", Text: c.Name},
		{Label: "Sends", Text: TriggerWords(c)},
		{Label: "Condition", Text: conditionFact(c)},
		{Label: "URL", Text: c.URL},
		{Label: "Format", Text: form.formatWords()},
		{Label: "Waiting time", Text: c.BatchWait().String()},
		{Label: "Extra fields", Text: c.Settings.Expands},
		{Label: "Product transaction ID", Text: c.Settings.ProductID},
		{Label: "Backup URL", Text: c.Settings.BackupURL},
		{Label: "Headers", Text: headerFact(c)},
		{Label: "Sign-in", Text: signInFact(c)},
		{Label: "Dates, UTC", Text: RangeWords(c)},
		{Label: "Retries", Text: form.retryWords()},
		{Label: "Timeout", Text: c.Timeout().String()},
		{Label: "Redirects", Text: redirectFact(c)},
		{Label: "Locations", Text: coverageFact(c)},
		{Label: "State", Text: active},
	}
}
