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

// NewCallback is a callback to register. Reading it is more lenient than it
// says: numbers and flags may come as texts.
type NewCallback struct {
	Kind        models.Kind              `json:"kind"`
	Owner       *CallbackOwnerInput      `json:"owner,omitzero" description:"Without a location it belongs to the company as a whole."`
	Destination CallbackDestinationInput `json:"destination"`
	CallbackMembers
	Signing *CallbackSecret `json:"signing,omitzero"`
}

// CallbackChange says what shall change of a callback. What is left out stays
// as it is; null goes back to the usual value.
type CallbackChange struct {
	Version     int64                     `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
	Destination *CallbackDestinationInput `json:"destination,omitzero"`
	CallbackMembers
}

// CallbackMembers are what can be chosen when a callback is registered, and
// changed later.
type CallbackMembers struct {
	Name                 *string                `json:"name,omitzero"`
	Types                *[]string              `json:"types,omitzero" description:"Event types. A signed callback may ask for many, and for patterns such as person_*; a postback for one such as contact.*. Of a database callback they follow from its source, of a batch callback from its subscriptions."`
	Actions              *[]models.Action       `json:"actions,omitzero" description:"Of a postback or database callback."`
	Filter               *CallbackFilter        `json:"filter,omitzero" description:"What a company callback is narrowed down to."`
	Headers              *[]CallbackHeaderInput `json:"headers,omitzero"`
	SignIn               *CallbackSignInInput   `json:"sign_in,omitzero" description:"HTTP Basic. The password is never shown."`
	Retry                *CallbackRetryInput    `json:"retry,omitzero"`
	Batch                *CallbackBatchInput    `json:"batch,omitzero" description:"Of batch callbacks: how many events a request carries at most, and how long it waits for them."`
	Timeout              *int                   `json:"timeout_s,omitzero"`
	Dates                *CallbackDatesInput    `json:"dates,omitzero" description:"Kept to the minute; the end is not included."`
	Condition            *string                `json:"condition,omitzero"`
	Coverage             *CallbackCoverageInput `json:"coverage,omitzero" description:"Of which locations a company's callback receives events."`
	Replaces             *string                `json:"replaces,omitzero" description:"Id of the company's callback whose place one of a location takes there."`
	Expands              *string                `json:"expands,omitzero" description:"Of a postback: what is added to its records, with commas."`
	ProductTransactionID *string                `json:"product_transaction_id,omitzero" description:"Of a postback: only records with this ID are sent."`
	Active               *bool                  `json:"active,omitzero" description:"Of a postback."`
}

// CallbackOwnerInput is to whom a new callback shall belong.
type CallbackOwnerInput struct {
	Location *string              `json:"location,omitzero"`
	Source   *CallbackSourceInput `json:"source,omitzero" description:"Of a database callback: its database, or its collection."`
}

// CallbackSourceInput names a database, or a collection.
type CallbackSourceInput struct {
	Database   *string `json:"database,omitzero"`
	Collection *string `json:"collection,omitzero"`
}

// CallbackDestinationInput is where requests shall go.
type CallbackDestinationInput struct {
	URL       string  `json:"url,omitzero"`
	BackupURL *string `json:"backup_url,omitzero"`
	Method    *string `json:"method,omitzero"`
	Format    *string `json:"format,omitzero" description:"The content type of the requests."`
}

// CallbackHeaderInput is a header to send besides Callboard's own. A secret one
// without a value keeps the one that is stored.
type CallbackHeaderInput struct {
	Name   string  `json:"name"`
	Value  *string `json:"value,omitzero"`
	Secret bool    `json:"secret,omitzero" description:"Its value is kept encrypted and never shown."`
}

// CallbackSignInInput is the user and password of HTTP Basic.
type CallbackSignInInput struct {
	User     string `json:"user,omitzero"`
	Password string `json:"password,omitzero"`
}

// CallbackRetryInput says when a delivery shall be tried.
type CallbackRetryInput struct {
	Delays *[]int `json:"delays_s,omitzero" description:"Seconds before each attempt. null: the plan of the kind."`
}

// CallbackBatchInput says how events shall share requests.
type CallbackBatchInput struct {
	Size *int `json:"size,omitzero"`
	Wait *int `json:"wait_s,omitzero"`
}

// CallbackDatesInput is the range in which events shall be received.
type CallbackDatesInput struct {
	Start *string `json:"start,omitzero" description:"RFC 3339, to the second or the minute, or a date: 2027-01-31."`
	End   *string `json:"end,omitzero" description:"RFC 3339, to the second or the minute, or a date: 2027-01-31."`
}

// CallbackCoverageInput says of which locations events shall be received.
type CallbackCoverageInput struct {
	Mode      CoverageMode `json:"mode"`
	Locations []string     `json:"locations,omitzero"`
}

// CallbackSecret is the signing secret of a new callback.
type CallbackSecret struct {
	Secret string `json:"secret,omitzero" description:"whsec_ and the base64 of 24 to 64 bytes. Made when it is not given."`
}

// callbackReader reads a callback. An absent member leaves its value as it is.
type callbackReader struct {
	Base
	r      *http.Request
	fields api.Fields
	found  models.Problems // in inner objects, and those of the record
}

func (a Callbacks) reader(r *http.Request, given api.Object) *callbackReader {
	return &callbackReader{Base: a.Base, r: r, fields: api.Fields{Object: given, Say: Say}}
}

// create reads a new callback.
func (d *callbackReader) create(c *models.Callback) error {
	kind := ""
	d.fields.Text("kind", &kind)
	c.Kind = models.Kind(kind)
	if !slices.Contains(models.Kinds(), c.Kind) {
		d.fields.Refuse("kind", oneOfTexts())
		return d.fields.Problems.Err()
	}
	if err := d.owner(c); err != nil {
		return err
	}
	if c.Kind.Traits().Records {
		c.Settings.Actions = everyAction()
	}
	if c.Kind.Traits().Batched {
		c.Settings.BatchSize = models.DefaultBatch
	}
	signing := d.fields.Within("signing")
	signing.Text("secret", &c.Keys.Current)
	d.found = append(d.found, signing.Problems...)
	return d.read(c)
}

// read reads the changes of a callback, whose kind and owner stay.
func (d *callbackReader) read(c *models.Callback) error {
	f, ended := &d.fields, c.EndAt
	d.fits(c)
	f.Text("name", &c.Name)
	number(f, "timeout_s", &c.Settings.Timeout)
	f.Text("condition", &c.Settings.Condition)
	f.Text("expands", &c.Settings.Expands)
	f.Text("product_transaction_id", &c.Settings.ProductID)
	c.IsActive = c.IsActive || d.gone("active")
	Flag(f, "active", &c.IsActive)
	if c.Kind.Traits().Batched {
		d.batch(c)
	} else {
		d.types(c)
	}
	d.destination(c)
	d.headers(c)
	d.signIn(c)
	d.retry(c)
	d.dates(c)
	if err := d.coverage(c); err != nil {
		return err
	}
	found := append(slices.Clone(f.Problems), d.found...)
	for _, one := range append(c.Check(), c.CheckEnd(ended, models.At(d.Store.Now()))...) {
		one.Field = cmp.Or(members[one.Field], one.Field)
		if !told(found, one.Field) {
			found = append(found, one)
		}
	}
	return found.Err()
}

// gone says that a member is given as null, which takes it away.
func (d *callbackReader) gone(member string) bool {
	return d.fields.Object.Has(member) && d.fields.Object.Blank(member)
}

// number reads a whole number; null is zero, which stands for the usual one.
func number(f *api.Fields, name string, into *int) {
	if f.Object.Has(name) {
		*into = 0
	}
	f.Int(name, into)
}

// oneOfTexts says which kinds there are: "must be event, batch or webhook".
func oneOfTexts() string {
	var names []string
	for _, kind := range models.Kinds() {
		names = append(names, string(kind))
	}
	last := len(names) - 1
	return "must be " + strings.Join(names[:last], ", ") + " or " + names[last]
}

// told says whether a member, or one within it, is known to need mending.
func told(found models.Problems, member string) bool {
	return slices.ContainsFunc(found, func(one models.Problem) bool {
		return one.Field == member || strings.HasPrefix(one.Field, member+".")
	})
}

// types reads what is asked for: event types, the actions on a record, and
// the list or campaign of a company callback.
func (d *callbackReader) types(c *models.Callback) {
	old, sourced := c.Trigger().FilterValue, c.Kind.Traits().InDatabase
	switch names, given := texts(&d.fields, "types"); {
	case !given, sourced && d.gone("types"):
	case sourced && c.DatabaseRefID != 0 && !slices.Equal(names, typesOf(*c)):
		d.fields.Refuse("types", "must be "+c.Trigger().Type+": the source decides")
		return
	default:
		c.Types = nil
		for _, name := range names {
			c.Types = append(c.Types, models.CallbackType{CallbackID: c.ID, CompanyID: c.CompanyID, Type: name, FilterValue: old})
		}
	}
	if actions, given := texts(&d.fields, "actions"); given && c.Kind.Traits().Records {
		c.Settings.Actions = nil
		for _, action := range actions {
			c.Settings.Actions = append(c.Settings.Actions, models.Action(action))
		}
		if d.gone("actions") {
			c.Settings.Actions = everyAction()
		}
	}
	filter := d.fields.Within("filter")
	for i := range c.Types {
		if d.gone("filter") {
			c.Types[i].FilterValue = ""
		}
		known, _ := models.EventTypeNamed(c.Types[i].Type)
		if known.Filter.Name != "" {
			filter.Identifier(known.Filter.Name, &c.Types[i].FilterValue)
		}
	}
	d.found = append(d.found, filter.Problems...)
}

// everyAction is what a callback of records asks for unless somebody chooses.
func everyAction() []models.Action {
	return []models.Action{models.Create, models.Update, models.Delete}
}

// batch reads how events share requests. What a batch callback asks for stands
// in its subscriptions.
func (d *callbackReader) batch(c *models.Callback) {
	f := d.fields.Within("batch")
	size, wait := &c.Settings.BatchSize, &c.Settings.BatchWait
	if d.gone("batch") {
		*size, *wait = models.DefaultBatch, 0
	}
	number(&f, "size", size)
	number(&f, "wait_s", wait)
	if f.Object.Has("size") && f.Object.Blank("size") {
		*size = models.DefaultBatch
	}
	d.found = append(d.found, f.Problems...)
}

func (d *callbackReader) destination(c *models.Callback) {
	f := d.fields.Within("destination")
	if d.gone("destination") {
		c.URL, c.Settings.BackupURL = "", ""
	}
	f.Text("url", &c.URL)
	f.Text("backup_url", &c.Settings.BackupURL)
	f.Text("method", &c.Settings.Method)
	f.Text("format", &c.Settings.ContentType)
	d.found = append(d.found, f.Problems...)
}

// headers reads the headers that are sent besides ours. A secret one without
// a value keeps the one that is stored.
func (d *callbackReader) headers(c *models.Callback) {
	if !d.fields.Object.Has("headers") {
		return
	}
	entries, ok := objects(&d.fields, "headers")
	if !ok {
		return
	}
	c.Settings.Headers, c.Secrets.Headers = nil, nil
	for _, entry := range entries {
		f := api.Fields{Object: entry, Path: "headers.", Say: Say}
		var h models.Header
		f.Text("name", &h.Name)
		f.Text("value", &h.Value)
		Flag(&f, "secret", &h.Hidden)
		if h.Hidden && h.Value != "" {
			if c.Secrets.Headers == nil {
				c.Secrets.Headers = map[string]string{}
			}
			c.Secrets.Headers[lower(h.Name)] = h.Value
		}
		if h.Hidden {
			h.Value = ""
		}
		c.Settings.Headers = append(c.Settings.Headers, h)
		d.found = append(d.found, f.Problems...)
	}
}

func (d *callbackReader) signIn(c *models.Callback) {
	if !d.fields.Object.Has("sign_in") {
		return
	}
	if d.fields.Object.Blank("sign_in") {
		c.Settings.User, c.Secrets.Password = "", ""
		return
	}
	f := d.fields.Within("sign_in")
	f.Text("user", &c.Settings.User)
	f.Text("password", &c.Secrets.Password)
	d.found = append(d.found, f.Problems...)
}

// retry reads a plan; null is the one of the kind. The plan that the callback
// has already stays as it was chosen.
func (d *callbackReader) retry(c *models.Callback) {
	f := d.fields.Within("retry")
	if d.gone("retry") || f.Object.Has("delays_s") {
		if delays := delaysIn(&f); !slices.Equal(delays, delaysOf(*c)) {
			c.Settings.Attempts, c.Settings.Interval, c.Settings.Delays = 0, 0, delays
		}
	}
	d.found = append(d.found, f.Problems...)
}

// delaysIn reads the seconds before each attempt; none when they are absent or
// null.
func delaysIn(f *api.Fields) (delays []int) {
	switch {
	case f.Object.Blank("delays_s"):
	case json.Unmarshal(f.Object.Raw("delays_s"), &delays) != nil:
		f.Refuse("delays_s", "must be a list of integers")
	case len(delays) == 0:
		f.Refuse("delays_s", "must hold one number at least")
	}
	return delays
}

func (d *callbackReader) dates(c *models.Callback) {
	f := d.fields.Within("dates")
	if d.gone("dates") {
		c.EndAt = 0
	}
	for name, into := range map[string]*models.Millis{"start": &c.StartAt, "end": &c.EndAt} {
		text := ""
		f.Text(name, &text)
		at, err := models.ParseDate(text)
		switch {
		case text == "" && name == "end" && f.Object.Has("end"):
			*into = 0
		case text == "":
		case err != nil:
			f.Refuse(name, "must be a date like 2027-01-31T09:30Z")
		default:
			*into = at
		}
	}
	d.found = append(d.found, f.Problems...)
}

// named gives the problems that the store finds the names of this API.
func named(err error, members map[string]string) error {
	problems, refused := errors.AsType[models.Problems](err)
	if !refused {
		return err
	}
	named := slices.Clone(problems)
	for i, one := range named {
		named[i].Field = cmp.Or(members[one.Field], one.Field)
	}
	return named
}

// members names the member of a request that holds a field of the record.
var members = map[string]string{
	"location": "owner.location", "source": "owner.source", "type": "types", "url": "destination.url", "backup_url": "destination.backup_url",
	"method": "destination.method", "content_type": "destination.format", "user": "sign_in.user", "password": "sign_in.password",
	"attempts": "retry.delays_s", "interval": "retry.delays_s", "timeout": "timeout_s", "start": "dates.start", "end": "dates.end",
	"list_id": "filter.list_id", "campaign_id": "filter.campaign_id", "batch_size": "batch.size", "wait": "batch.wait_s", "secret": "signing.secret",
}
