package console

import (
	"net/url"
	"slices"
	"strconv"

	"callboard/models"
	"callboard/views"
)

// readExtra takes what every kind of callback can have besides.
func readExtra(posted url.Values) views.ExtraForm {
	form := views.ExtraForm{Product: tidyText(posted.Get("product_transaction_id")), Backup: tidyText(posted.Get("backup_url"))}
	values, secret := posted["header_value"], posted["header_secret"]
	for i, name := range posted["header_name"] {
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

// retypeProblems asks for the secrets that were typed into a form once more: when it
// comes back it does not hold them. Of what was said already it says nothing.
func retypeProblems(f views.CallbackForm, said models.Problems) models.Problems {
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
