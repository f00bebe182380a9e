package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"callboard/models"
	"callboard/views"
)

// readCallbackForm takes the form of a callback as it was typed, with spaces
// and invisible characters around the values left off.
func readCallbackForm(posted url.Values) views.CallbackForm {
	value := func(name string) string { return tidyText(posted.Get(name)) }
	version, _ := strconv.ParseInt(value("version"), 10, 64)
	return views.CallbackForm{
		Key: value("key"), Version: version,
		Name: value("name"), Starts: value("starts"),
		Type: value("type"), List: value("list_id"), Campaign: value("campaign_id"),
		Resource: value("resource"), Actions: posted["actions"],
		URL: typedURL(value), Method: value("method"), ContentType: value("content_type"),
		Expands: value("expands"),
		User:    value("user"), Password: posted.Get("password"), Sign: posted.Get("sign") == "1", Secret: value("secret"),
		EmptyUser: posted.Get("empty_user") == "1", EmptyPassword: posted.Get("empty_password") == "1",
		RedirectsOK: posted.Get("redirects_ok") == "1",
		StartOn:     value("start") == "on", StartDate: value("start_date"), StartTime: value("start_time"),
		EndOn: value("end") == "on", EndDate: value("end_date"), EndTime: value("end_time"),
		Plan: readPlan(value, ""), PostbackPlan: readPlan(value, "postback_"), Timeout: value("timeout"),
		Active: posted.Get("active") == "1", Paused: value("state") == "paused",
		Cover: views.CoverForm{Mode: value("coverage"), Locations: posted["covered"], Replaces: value("replaces")},
		Extra: readExtra(posted), Condition: value("condition"), ExceptKeys: value("except_keys"),
		Signed: readSigned(value),
		Batch:  readBatch(value),
	}
}

// typedURL is the URL of the form, or the one that the button of a check gives
// in its place.
func typedURL(value func(name string) string) string {
	if moved := value("check"); moved != "" && moved != "url" {
		return moved
	}
	return value("url")
}

// tidyText cuts what nobody sees from both ends of a typed value.
func tidyText(typed string) string {
	return strings.TrimFunc(typed, func(c rune) bool {
		return unicode.IsSpace(c) || !unicode.IsPrint(c)
	})
}

// fills write what the form has of its own for each kind.
var fills = map[models.Kind]func(*models.Callback, views.CallbackForm, *models.Problems){
	models.KindEvent:    fillEvent,
	models.KindBatch:    fillBatch,
	models.KindPostback: fillPostback,
	models.KindDatabase: fillDatabase,
	models.KindWebhook:  fillSigned,
}

// fillCallbackForm writes the typed values into c, and lists all that must be
// mended. What does not belong to the kind of c is left as it is. now is the
// moment that "Now" means.
func fillCallbackForm(c *models.Callback, f views.CallbackForm, now time.Time) models.Problems {
	var problems models.Problems
	ended := c.EndAt
	c.Name, c.URL = f.Name, f.URL
	c.Settings.User, c.Secrets.Password = f.User, f.Password
	c.Settings.EmptyUser, c.Settings.EmptyPassword = f.EmptyUser, f.EmptyPassword
	c.Settings.RedirectsOK = f.RedirectsOK
	fillExtra(c, f.Extra)
	c.Settings.Condition, c.Settings.ExceptKeys = f.Condition, strings.Split(f.ExceptKeys, "\n")
	fillTimeout(c, f.Timeout, &problems)
	if f.User == "" && !f.EmptyUser && f.Password != "" {
		problems.Add("user", "Enter the user name")
	}
	c.IsActive = true
	if fill, ok := fills[c.Kind]; ok {
		fill(c, f, &problems)
	}
	if c.Kind.Traits().Wide {
		fillCover(c, f.Cover)
	}
	problems = append(problems, fillDates(c, f, models.At(now))...)
	for _, problem := range append(c.Check(), c.CheckEnd(ended, models.At(now))...) {
		if problems.On(problem.Field) == "" {
			problems = append(problems, problem)
		}
	}
	return problems
}

func fillEvent(c *models.Callback, f views.CallbackForm, problems *models.Problems) {
	c.Settings.Method, c.Settings.ContentType = f.Method, f.ContentType
	wanted := models.CallbackType{CallbackID: c.ID, CompanyID: c.CompanyID, Type: f.Type}
	eventType, _ := models.EventTypeNamed(f.Type)
	switch eventType.Filter.Name {
	case "list_id":
		wanted.FilterValue = f.List
	case "campaign_id":
		wanted.FilterValue = f.Campaign
	}
	c.Types = []models.CallbackType{wanted}
	fillPlan(c, f.Plan, problems)
}

func fillPostback(c *models.Callback, f views.CallbackForm, problems *models.Problems) {
	fillChange(c, f)
	c.IsActive, c.Settings.Expands, c.Settings.ProductID = f.Active, f.Expands, f.Extra.Product
	fillPlan(c, f.PostbackPlan, problems)
}

func fillDatabase(c *models.Callback, f views.CallbackForm, problems *models.Problems) {
	fillChange(c, f)
	c.Settings.ContentType = f.ContentType
	fillPlan(c, f.Plan, problems)
}

// fillChange takes which changes of which record a callback asks for. Its
// record stays the one that it was made for.
func fillChange(c *models.Callback, f views.CallbackForm) {
	c.Settings.Actions = nil
	for _, action := range f.Actions {
		c.Settings.Actions = append(c.Settings.Actions, models.Action(action))
	}
	if c.Version == 0 {
		c.Types = []models.CallbackType{{CompanyID: c.CompanyID, Type: f.Resource + ".*"}}
	}
}

// onFormFields names for each problem the field of the form that mends it.
func onFormFields(problems models.Problems, kind models.Kind) models.Problems {
	placed := make(models.Problems, len(problems))
	for i, problem := range problems {
		if problem.Field = views.FieldOf(kind, problem.Field); problem.Field == "start" || problem.Field == "end" {
			problem.Field += "_date"
		}
		placed[i] = problem
	}
	return placed
}

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

// fillCover takes which locations a callback covers, or which callback it
// takes the place of. An id that cannot be read stands for none there is.
func fillCover(c *models.Callback, f views.CoverForm) {
	c.Settings.Coverage = models.Coverage{Mode: models.CoverageMode(f.Mode)}
	for _, text := range f.Locations {
		if text == "" {
			continue // nothing was chosen
		}
		c.Settings.Coverage.Locations = append(c.Settings.Coverage.Locations, referenceOf(text))
	}
	c.Settings.Replaces = referenceOf(f.Replaces)
	c.Clean()
}

func referenceOf(text string) models.ID {
	id, err := models.ParseID(text)
	if err != nil && text != "" {
		return -1
	}
	return id
}

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
	if f.Secret != "" && said.On("secret") == "" {
		again.Add("secret", "Enter the secret again")
	}
	for _, line := range f.Extra.Headers {
		if line.Secret && line.Value != "" && models.HeaderProblem(line.Name, line.Value) == "" {
			again.Add("headers", "Enter the value of "+line.Name+" again")
		}
	}
	return again
}

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
