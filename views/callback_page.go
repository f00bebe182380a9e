package views

import (
	"strings"

	"callboard/models"
	"callboard/views/code"
)

// Sample is a request as a receiver would get it.
type Sample struct {
	Starts      string // the trigger that it belongs to
	Format      string // the content type, where the form shows several; "" otherwise
	Name        string // of the event type
	Method, URL string
	Body        code.Body
}

// CallbackPage is the form of a callback, new or not, with all that stands
// around it.
type CallbackPage struct {
	Title       string
	Company     models.Company
	Location    models.Location    // zero: the company as a whole
	DatabaseRef models.DatabaseRef // of a database callback
	Callback    models.Callback    // zero when it is a new one
	Form        CallbackForm
	Copied      string // id of the callback that the form was filled in from
	Problems    models.Problems
	Overlap     *Overlap // nil: the dates are free
	// What came of trying the URL of the form, or why it could not be tried.
	Tried        *models.Attempt
	CheckProblem string

	Clash   bool         // somebody changed the callback meanwhile
	Changes []Difference // of what is stored and what was typed, then
	Samples []Sample
	// What can be covered and replaced: a company's locations, or the
	// callbacks of a location's company.
	Locations []models.LocationRow
	Wide      []models.Callback
}

func (p CallbackPage) head() Head {
	head := Head{Title: p.Title, Crumbs: callbackCrumbs(p.Company, p.Location, p.DatabaseRef), Problems: p.Problems}
	if p.Tried != nil || p.CheckProblem != "" {
		head.Problems = nil // nobody was refused: what must be typed again is told beside its field
	}
	switch {
	case p.Callback.ID != 0:
		head.Crumbs = append(head.Crumbs, Link{Text: p.Callback.Title(), Href: CallbackURL(p.Callback)})
		head.Tabs = callbackTabs(p.Callback, "Settings", true)
	case p.Copied != "":
		head.Lead = []string{"Filled in like the callback that you copy. Passwords and secret values are not copied."}
	case p.DatabaseRef.ID() != 0:
		head.Document = p.Title + ", " + p.DatabaseRef.Words()
		head.Lead = []string{"A database callback tells another system when a " + p.DatabaseRef.Resource() + " changes. Only “URL” must be filled in."}
	case p.Location.ID != 0:
		head.Lead = []string{"A postback tells another system when something changes at this location. Only “When to send” and “URL” must be filled in."}
	default:
		head.Lead = []string{"A callback sends events to a URL you choose. Only “When to send” and “URL” must be filled in. Batches of notifications must have a name and a sign-in too."}
	}
	return head
}

// action is where the form goes.
func (p CallbackPage) action() string {
	if p.Callback.ID != 0 {
		return CallbackURL(p.Callback) + "/edit"
	}
	return newCallbackURL(p.Company, p.Location, p.DatabaseRef)
}

// cancel is where the form leads when nothing is saved.
func (p CallbackPage) cancel() string {
	if p.Callback.ID != 0 {
		return CallbackURL(p.Callback)
	}
	if p.DatabaseRef.ID() != 0 {
		return DatabaseURL(p.DatabaseRef)
	}
	return strings.TrimSuffix(p.action(), "/new")
}

func (p CallbackPage) saveWords() string {
	if p.Callback.ID == 0 && p.Location.ID != 0 || p.Callback.Kind.Traits().Local {
		return "Save postback"
	}
	return "Save callback"
}

// field is a field of the form with its problem alone.
func (p CallbackPage) field(id string) Field { return Field{ID: id, Problem: p.Problems.On(id)} }

func (p CallbackPage) signInWords() string {
	switch {
	case p.Form.User == "" && !p.Form.EmptyUser:
		return "None"
	case p.Form.EmptyUser:
		return "Password alone"
	case p.Form.EmptyPassword:
		return "User name alone"
	}
	return "User name and password"
}

func (p CallbackPage) passwordLabel() string {
	if p.saved() {
		return "Replace the password"
	}
	return "Password"
}

func (p CallbackPage) passwordHint() string {
	if p.saved() {
		return "Saved. We never show a saved password again. Leave this empty to keep it."
	}
	return "We never show a saved password again."
}

// saved says whether a password is stored already.
func (p CallbackPage) saved() bool {
	return p.Callback.Settings.SignsIn() && !p.Callback.Settings.EmptyPassword
}

// fixed says whether what starts the callback, and the record, cannot be
// chosen: those of a callback that exists, and of one of a database.
func (p CallbackPage) fixed() bool { return p.Callback.ID != 0 || p.DatabaseRef.ID() != 0 }

// belongsWords says in the form to whom a callback belongs.
func (p CallbackPage) belongsWords() string {
	switch {
	case p.DatabaseRef.ID() != 0:
		return p.DatabaseRef.Words() + ", " + p.Company.Name
	case p.Location.ID != 0:
		return p.Location.Name + ", " + p.Company.Name
	}
	return p.Company.Name + ", the whole company"
}

func (p CallbackPage) belongsHint() string {
	switch {
	case p.DatabaseRef.Collection.ID != 0:
		return "It gets the changes of the subprofiles of this collection."
	case p.DatabaseRef.ID() != 0:
		return "It gets the changes of the profiles of this database, not those of their subprofiles: a collection has callbacks of its own."
	case p.Location.ID != 0:
		return "Postbacks of a location get only events of that location."
	}
	return ""
}

// stateFor names what starts the callbacks that have a state to choose: all new
// ones, and those with a switch.
func (p CallbackPage) stateFor(switched string) string {
	if p.Callback.ID != 0 {
		return switched
	}
	return p.startsWith(func(models.Traits) bool { return true })
}
