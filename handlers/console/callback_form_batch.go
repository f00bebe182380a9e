package console

import (
	"callboard/models"
	"callboard/views"
)

func readBatch(value func(string) string) views.BatchForm {
	return views.BatchForm{Size: value("batch_size"), Wait: value("wait"), Plan: readPlan(value, "batch_")}
}

// fillBatch takes what a batch callback has of its own. What it asks for
// stands in its subscriptions.
func fillBatch(c *models.Callback, form views.CallbackForm, problems *models.Problems) {
	f := form.Batch
	size, ok := wholeNumber(f.Size)
	if !ok {
		problems.Note("batch_size", models.Malformed, "Batch size must be a whole number, like 50")
	}
	wait, ok := wholeNumber(f.Wait)
	if !ok {
		problems.Note("wait", models.Malformed, "Waiting time must be a whole number of seconds, like 2")
	}
	c.Settings.BatchSize, c.Settings.BatchWait = size, wait
	fillPlan(c, f.Plan, problems)
}
