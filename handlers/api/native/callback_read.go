package native

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// callbackReader reads a callback from a body. An absent member leaves its
// value as it is.
type callbackReader struct {
	API
	request *http.Request
	fields  api.Fields
	inner   models.Problems // those within the members that are objects
}

func (a API) newCallbackReader(r *http.Request, body api.Fields) *callbackReader {
	return &callbackReader{API: a, request: r, fields: body}
}

// within reads a member that is an object.
func (cr *callbackReader) within(name string, read func(f *api.Fields)) {
	f := cr.fields.Within(name)
	read(&f)
	cr.inner = append(cr.inner, f.Problems...)
}

// isNull says that a member is given as null, which takes away what it says.
func (cr *callbackReader) isNull(member string) bool {
	return cr.fields.Object.Has(member) && cr.fields.Object.Blank(member)
}

// readNew reads a new callback.
func (cr *callbackReader) readNew(c *models.Callback) error {
	kind := ""
	cr.fields.Text("kind", &kind)
	c.Kind = models.Kind(kind)
	if !slices.Contains(models.Kinds(), c.Kind) {
		cr.fields.Refuse("kind", mustBeAKind())
		return cr.fields.Problems.Err()
	}
	if err := cr.readOwner(c); err != nil {
		return err
	}
	if c.Kind.Traits().Records {
		c.Settings.Actions = allActions()
	}
	if c.Kind.Traits().Batched {
		c.Settings.BatchSize = models.DefaultBatch
	}
	cr.within("signing", func(f *api.Fields) { f.Text("secret", &c.Keys.Current) })
	return cr.read(c)
}

// read reads what can change of a callback. A problem that the record has is
// told only when nothing is wrong with the member that holds it.
func (cr *callbackReader) read(c *models.Callback) error {
	f, formerEnd := &cr.fields, c.EndAt
	cr.checkAllowed(c)
	f.Text("name", &c.Name)
	readNumber(f, "timeout_s", &c.Settings.Timeout)
	if cr.isNull("redirects_ok") {
		c.Settings.RedirectsOK = false
	}
	readFlag(f, "redirects_ok", &c.Settings.RedirectsOK)
	f.Text("condition", &c.Settings.Condition)
	readList(f, "except_keys", &c.Settings.ExceptKeys)
	f.Text("expands", &c.Settings.Expands)
	f.Text("product_transaction_id", &c.Settings.ProductID)
	c.IsActive = c.IsActive || cr.isNull("active")
	readFlag(f, "active", &c.IsActive)
	if c.Kind.Traits().Batched {
		cr.readBatch(c)
	} else {
		cr.readTypes(c)
	}
	cr.readDestination(c)
	cr.readHeaders(c)
	cr.readSignIn(c)
	cr.readRetry(c)
	cr.readDates(c)
	if err := cr.readCoverage(c); err != nil {
		return err
	}
	if err := cr.readReplaced(c); err != nil {
		return err
	}
	problems := slices.Concat(f.Problems, cr.inner)
	for _, problem := range append(c.Check(), c.CheckEnd(formerEnd, models.At(cr.Store.Now()))...) {
		problem.Field = cmp.Or(callbackMembers[problem.Field], problem.Field)
		if !hasProblem(problems, problem.Field) {
			problems = append(problems, problem)
		}
	}
	return problems.Err()
}

// mustBeAKind says which kinds there are: "must be event, batch or webhook".
func mustBeAKind() string {
	var names []string
	for _, kind := range models.Kinds() {
		names = append(names, string(kind))
	}
	last := len(names) - 1
	return "must be " + strings.Join(names[:last], ", ") + " or " + names[last]
}

// hasProblem says whether something is wrong with a member, or within it.
func hasProblem(problems models.Problems, member string) bool {
	return slices.ContainsFunc(problems, func(p models.Problem) bool {
		return p.Field == member || strings.HasPrefix(p.Field, member+".")
	})
}

// readTypes reads what is asked for: event types, the actions on a record, and
// the list or campaign of a company callback.
func (cr *callbackReader) readTypes(c *models.Callback) {
	formerFilter, sourced := c.Trigger().FilterValue, c.Kind.Traits().InDatabase
	switch names, ok := readTexts(&cr.fields, "types"); {
	case !ok, sourced && cr.isNull("types"):
	case sourced && c.DatabaseRefID != 0 && !slices.Equal(names, typesOf(*c)):
		cr.fields.Refuse("types", "must be "+c.Trigger().Type+": the source decides")
		return
	case cr.readChanges(c, names):
	default:
		c.Types = nil
		for _, name := range names {
			c.Types = append(c.Types, models.CallbackType{CallbackID: c.ID, CompanyID: c.CompanyID, Type: name, FilterValue: formerFilter})
		}
	}
	if actions, ok := readTexts(&cr.fields, "actions"); ok && c.Kind.Traits().Records {
		c.Settings.Actions = nil
		for _, action := range actions {
			c.Settings.Actions = append(c.Settings.Actions, models.Action(action))
		}
		if cr.isNull("actions") {
			c.Settings.Actions = allActions()
		}
	}
	cr.within("filter", func(f *api.Fields) {
		for i := range c.Types {
			if cr.isNull("filter") {
				c.Types[i].FilterValue = ""
			}
			eventType, _ := models.EventTypeNamed(c.Types[i].Type)
			if eventType.Filter.Name != "" {
				f.Identifier(eventType.Filter.Name, &c.Types[i].FilterValue)
			}
		}
	})
}

// readChanges reads the types of a postback that are written as the log shows them:
// contact.created and contact.updated are the changes create and update of a contact.
// ok is false when they are not all changes of one record. Actions that are given
// besides count.
func (cr *callbackReader) readChanges(c *models.Callback, names []string) (ok bool) {
	traits := c.Kind.Traits()
	if !traits.Records || traits.InDatabase || len(names) == 0 {
		return false
	}
	var actions []models.Action
	resource := ""
	for _, name := range names {
		eventType, known := models.EventTypeNamed(name)
		if !known || eventType.Action == "" || resource != "" && resource != eventType.Resource {
			return false
		}
		resource, actions = eventType.Resource, append(actions, eventType.Action)
	}
	c.Types = []models.CallbackType{{CallbackID: c.ID, CompanyID: c.CompanyID, Type: resource + ".*"}}
	c.Settings.Actions = slices.DeleteFunc(allActions(), func(a models.Action) bool { return !slices.Contains(actions, a) })
	return true
}

// allActions is what a callback of records asks for unless somebody chooses.
func allActions() []models.Action {
	return []models.Action{models.Create, models.Update, models.Delete}
}

// readBatch reads how events share requests. What a batch callback asks for
// stands in its subscriptions.
func (cr *callbackReader) readBatch(c *models.Callback) {
	size, wait := &c.Settings.BatchSize, &c.Settings.BatchWait
	if cr.isNull("batch") {
		*size, *wait = models.DefaultBatch, 0
	}
	cr.within("batch", func(f *api.Fields) {
		readNumber(f, "size", size)
		readNumber(f, "wait_s", wait)
		if f.Object.Has("size") && f.Object.Blank("size") {
			*size = models.DefaultBatch
		}
	})
}

func (cr *callbackReader) readDestination(c *models.Callback) {
	if cr.isNull("destination") {
		c.URL, c.Settings.BackupURL = "", ""
	}
	cr.within("destination", func(f *api.Fields) {
		f.Text("url", &c.URL)
		f.Text("backup_url", &c.Settings.BackupURL)
		f.Text("method", &c.Settings.Method)
		f.Text("format", &c.Settings.ContentType)
	})
}

// readHeaders reads the headers that are sent besides ours. A secret one
// without a value keeps the one that is stored.
func (cr *callbackReader) readHeaders(c *models.Callback) {
	if !cr.fields.Object.Has("headers") {
		return
	}
	entries, ok := readObjects(&cr.fields, "headers")
	if !ok {
		return
	}
	c.Settings.Headers, c.Secrets.Headers = nil, nil
	for _, entry := range entries {
		f := api.Fields{Object: entry, Path: "headers.", Say: say}
		var header models.Header
		f.Text("name", &header.Name)
		f.Text("value", &header.Value)
		readFlag(&f, "secret", &header.Hidden)
		if header.Hidden && header.Value != "" {
			if c.Secrets.Headers == nil {
				c.Secrets.Headers = map[string]string{}
			}
			c.Secrets.Headers[strings.ToLower(header.Name)] = header.Value
		}
		if header.Hidden {
			header.Value = ""
		}
		c.Settings.Headers = append(c.Settings.Headers, header)
		cr.inner = append(cr.inner, f.Problems...)
	}
}

func (cr *callbackReader) readSignIn(c *models.Callback) {
	if cr.isNull("sign_in") {
		c.Settings.User, c.Settings.EmptyUser, c.Secrets.Password = "", false, ""
		return
	}
	cr.within("sign_in", func(f *api.Fields) {
		f.Credential("user", &c.Settings.User, &c.Settings.EmptyUser)
		f.Credential("password", &c.Secrets.Password, &c.Settings.EmptyPassword)
	})
}

// readRetry reads a plan; null is the one of the kind. The plan that the
// callback has already stays as it was chosen.
func (cr *callbackReader) readRetry(c *models.Callback) {
	cr.within("retry", func(f *api.Fields) {
		if !cr.isNull("retry") && !f.Object.Has("delays_s") {
			return
		}
		if delays := readDelays(f); !slices.Equal(delays, delaysOf(*c)) {
			c.Settings.Attempts, c.Settings.Interval, c.Settings.Delays = 0, 0, delays
		}
	})
}

// readDelays reads the seconds before each attempt; none when they are absent
// or null.
func readDelays(f *api.Fields) (delays []int) {
	switch {
	case f.Object.Blank("delays_s"):
	case json.Unmarshal(f.Object.Raw("delays_s"), &delays) != nil:
		f.Refuse("delays_s", "must be a list of integers")
	case len(delays) == 0:
		f.Refuse("delays_s", "must hold one number at least")
	}
	return delays
}

// readDates reads the range of a callback. null takes its end away; a callback
// always has a start.
func (cr *callbackReader) readDates(c *models.Callback) {
	if cr.isNull("dates") {
		c.EndAt = 0
	}
	cr.within("dates", func(f *api.Fields) {
		readDate(f, "start", &c.StartAt)
		if blank := readDate(f, "end", &c.EndAt); blank && f.Object.Has("end") {
			c.EndAt = 0
		}
	})
}

// readDate reads a date. It says whether there is none. One that cannot be read
// is none, so that nothing is said of it but that.
func readDate(f *api.Fields, name string, into *models.Millis) (blank bool) {
	text, before := "", len(f.Problems)
	f.Text(name, &text)
	switch at, err := models.ParseDate(text); {
	case text == "":
	case err != nil:
		f.Refuse(name, "must be a date like 2027-01-31T09:30Z")
	default:
		*into = at
	}
	if len(f.Problems) > before {
		*into = 0
		return false
	}
	return text == ""
}

// renameFields gives the problems that the store finds the names that the
// members have in a body.
func renameFields(err error, members map[string]string) error {
	problems, ok := errors.AsType[models.Problems](err)
	if !ok {
		return err
	}
	renamed := slices.Clone(problems)
	for i, problem := range renamed {
		renamed[i].Field = cmp.Or(members[problem.Field], problem.Field)
	}
	return renamed
}

// callbackMembers names the member of a body that holds a field of the record.
var callbackMembers = map[string]string{
	"location": "owner.location", "source": "owner.source", "type": "types", "url": "destination.url", "backup_url": "destination.backup_url",
	"method": "destination.method", "content_type": "destination.format", "user": "sign_in.user", "password": "sign_in.password",
	"attempts": "retry.delays_s", "interval": "retry.delays_s", "timeout": "timeout_s", "start": "dates.start", "end": "dates.end",
	"list_id": "filter.list_id", "campaign_id": "filter.campaign_id", "batch_size": "batch.size", "wait": "batch.wait_s", "secret": "signing.secret",
}
