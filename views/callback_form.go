package views

import (
	"strconv"
	"strings"
	"time"

	"callboard/models"
)

// CallbackForm holds the form of a callback as it was typed, so that a refused
// form comes back unchanged. Of both triggers only the chosen one counts.
type CallbackForm struct {
	Key     string // of this one filling in: a second submit finds the first
	Version int64  // the version that was on screen

	Name   string
	Starts string // what starts it, of one of the sections

	Type     string
	List     string // subscription list id
	Campaign string

	Resource string
	Actions  []string // "create", "update", "delete"

	URL         string
	Method      string
	ContentType string
	Expands     string

	User     string
	Password string // never written into a page
	Sign     bool   // of a new one: make a secret
	Secret   string // of a new one: the secret to sign with; never written into a page
	// The receiver wants one half of the sign-in empty.
	EmptyUser, EmptyPassword bool

	StartOn   bool
	StartDate string
	StartTime string
	EndOn     bool
	EndDate   string
	EndTime   string

	Plan         PlanForm
	PostbackPlan PlanForm
	Timeout      string // seconds
	RedirectsOK  bool

	Active bool // the switch of a postback
	Paused bool // of a new one

	Condition  string
	ExceptKeys string // names of keys, one in each line

	Signed SignedForm
	Cover  CoverForm
	Extra  ExtraForm
	Batch  BatchForm
}

// Kind returns the kind of callback that the form makes.
func (f CallbackForm) Kind() models.Kind { return KindStartedBy(f.Starts) }

// NewCallbackForm returns the empty form of a kind: every default filled in,
// also those of the kinds that can be chosen instead.
func NewCallbackForm(kind models.Kind) CallbackForm {
	form := CallbackForm{
		Starts: StartsOf(kind), Resource: "contact", Actions: []string{"create", "update", "delete"},
		Method: "POST", ContentType: "application/json", Active: true, Timeout: timeoutText(models.Callback{}),
	}
	for _, s := range sections() {
		if s.Kind.Traits().InDatabase == kind.Traits().InDatabase { // databases have a form of their own
			s.Read(&form, models.Callback{Kind: s.Kind})
		}
	}
	return form
}

// FormOf returns the form of a callback that exists. The password stays out.
func FormOf(c models.Callback) CallbackForm {
	form := NewCallbackForm(c.Kind)
	form.Version, form.Name, form.URL, form.Active = c.Version, c.Name, c.URL, c.IsActive
	form.Condition, form.Timeout = c.Settings.Condition, timeoutText(c)
	form.ExceptKeys = strings.Join(c.Settings.ExceptKeys, "\n")
	form.EmptyUser, form.EmptyPassword, form.RedirectsOK = c.Settings.EmptyUser, c.Settings.EmptyPassword, c.Settings.RedirectsOK
	form.User, form.Method, form.ContentType = c.Settings.User, c.Method(), c.ContentType()
	form.Expands, form.Extra, form.Cover = c.Settings.Expands, extraFormOf(c), coverFormOf(c)
	if c.Kind.Traits().Records {
		form.Resource = strings.TrimSuffix(c.Trigger().Type, ".*")
		form.Actions = nil
		for _, action := range c.Settings.Actions {
			form.Actions = append(form.Actions, string(action))
		}
	}
	form.StartOn, form.EndOn = c.StartAt != 0, c.EndAt != 0
	form.StartDate, form.StartTime = dateFields(c.StartAt)
	form.EndDate, form.EndTime = dateFields(c.EndAt)
	sectionOf(c.Kind).Read(&form, c)
	return form
}

// CopyOf returns the form of a new callback that does what c does, from now on
// and until c would end. Secrets stay out.
func CopyOf(c models.Callback, now models.Millis) CallbackForm {
	form := FormOf(c)
	form.Version, form.StartOn, form.StartDate, form.StartTime = 0, false, "", ""
	if c.Ended(now) {
		form.EndOn, form.EndDate, form.EndTime = false, "", ""
	}
	return form
}

// timeoutText is how long one request of a callback may take, in seconds.
func timeoutText(c models.Callback) string { return strconv.Itoa(int(c.Timeout() / time.Second)) }

// formatWords is the value of the closed section Format.
func (f CallbackForm) formatWords() string { return sectionOf(f.Kind()).FormatWords(f) }

// retryWords is the value of the closed section Retries.
func (f CallbackForm) retryWords() string { return sectionOf(f.Kind()).RetryWords(f) }

// fresh is the form of a new callback of that kind: folds whose values differ
// from it are open.
func (f CallbackForm) fresh() CallbackForm {
	form := NewCallbackForm(f.Kind())
	form.Extra = f.Extra // the usual plan of batches depends on the backup URL
	return form
}

// formatChosen says whether somebody chose a format.
func (f CallbackForm) formatChosen() bool {
	return f.formatWords() != f.fresh().formatWords() || f.Expands != "" || f.Extra.Product != ""
}

// retriesChosen says whether somebody chose a retry plan or a timeout.
func (f CallbackForm) retriesChosen() bool {
	return f.retryWords() != f.fresh().retryWords() || f.Timeout != f.fresh().Timeout || f.RedirectsOK
}
