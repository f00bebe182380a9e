package callbackform

import (
	"net/http"
	"slices"
	"strconv"

	"callboard/models"
	"callboard/models/header"
	"callboard/views"
)

// readExtra takes what every kind of callback can have besides.
func readExtra(r *http.Request) views.ExtraForm {
	form := views.ExtraForm{Product: tidy(r.PostFormValue("product_transaction_id")), Backup: tidy(r.PostFormValue("backup_url"))}
	values, secret := r.PostForm["header_value"], r.PostForm["header_secret"]
	for i, name := range r.PostForm["header_name"] {
		line := views.HeaderForm{Name: tidy(name), Secret: slices.Contains(secret, strconv.Itoa(i)) || header.SignsIn(tidy(name))}
		if i < len(values) {
			line.Value = tidy(values[i])
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
	if c.Kind == models.KindPostback {
		c.Settings.ProductID = f.Product
	}
	c.Settings.Headers = nil
	for _, line := range f.Headers {
		c.Settings.Headers = append(c.Settings.Headers, models.Header{Name: line.Name, Value: line.Value, Hidden: line.Secret})
	}
}

// fillBatch takes what a batch callback has of its own. What it asks for
// stands in its subscriptions.
func fillBatch(c *models.Callback, f views.BatchForm, found *models.Problems) {
	size, ok := wholeNumber(f.Size)
	if !ok {
		found.Note("batch_size", models.Malformed, "Batch size must be a whole number, like 50")
	}
	wait, ok := wholeNumber(f.Wait)
	if !ok {
		found.Note("wait", models.Malformed, "Waiting time must be a whole number of seconds, like 2")
	}
	c.IsActive, c.Settings.BatchSize, c.Settings.BatchWait = true, size, wait
}
