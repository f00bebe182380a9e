package console

import (
	"net/url"
	"slices"
	"strconv"

	"callboard/models"
	"callboard/views"
)

// readExtra takes what every kind of callback can have besides.
func readExtra(given url.Values) views.ExtraForm {
	form := views.ExtraForm{Product: tidyText(given.Get("product_transaction_id")), Backup: tidyText(given.Get("backup_url"))}
	values, secret := given["header_value"], given["header_secret"]
	for i, name := range given["header_name"] {
		line := views.HeaderForm{Name: tidyText(name), Secret: slices.Contains(secret, strconv.Itoa(i)) || models.IsSignInHeader(tidyText(name))}
		if i < len(values) {
			line.Value = tidyText(values[i])
		}
		if line.Name != "" || line.Value != "" {
			form.Headers = append(form.Headers, line)
		}
	}
	return form
}

// fillExtra writes these values into c. A secret header without a value keeps
// the one that is stored.
func fillExtra(c *models.Callback, f views.ExtraForm) {
	c.Settings.BackupURL = f.Backup
	c.Settings.Headers = nil
	for _, line := range f.Headers {
		c.Settings.Headers = append(c.Settings.Headers, models.Header{Name: line.Name, Value: line.Value, Hidden: line.Secret})
	}
}

// Retype asks for the secrets that were typed into a form once more: when it
// comes back it does not hold them. Of what was said already it says nothing.
func Retype(f views.CallbackForm, said models.Problems) models.Problems {
	var again models.Problems
	if f.Password != "" && said.On("password") == "" {
		again.Add("password", "Enter the password again")
	}
	for _, line := range f.Extra.Headers {
		if line.Secret && line.Value != "" && models.HeaderProblem(line.Name, line.Value) == "" {
			again.Add("headers", "Enter the value of "+line.Name+" again")
		}
	}
	return again
}

func readBatch(value func(string) string) views.BatchForm {
	return views.BatchForm{Size: value("batch_size"), Wait: value("wait"), Plan: readPlan(value, "batch_")}
}

// fillBatch takes what a batch callback has of its own. What it asks for
// stands in its subscriptions.
func fillBatch(c *models.Callback, form views.CallbackForm, found *models.Problems) {
	f := form.Batch
	size, ok := wholeNumber(f.Size)
	if !ok {
		found.Note("batch_size", models.Malformed, "Batch size must be a whole number, like 50")
	}
	wait, ok := wholeNumber(f.Wait)
	if !ok {
		found.Note("wait", models.Malformed, "Waiting time must be a whole number of seconds, like 2")
	}
	c.Settings.BatchSize, c.Settings.BatchWait = size, wait
	fillPlan(c, f.Plan, found)
}
