package views

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

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

// Difference is one field whose stored value is not the typed one.
type Difference struct{ Label, Stored, Typed string }

func callbackURL(c models.Callback) string  { return "/admin/callbacks/" + url.PathEscape(c.PublicID) }
func callbacksURL(c models.Company) string  { return companyURL(c) + "/callbacks" }
func postbacksURL(l models.Location) string { return locationURL(l) + "/settings/postbacks" }
func companyURL(c models.Company) string    { return "/admin/companies/" + url.PathEscape(c.PublicID) }

func locationURL(l models.Location) string { return "/admin/locations/" + url.PathEscape(l.PublicID) }

// ownerCrumbs lead to the list that a callback stands in.
func ownerCrumbs(c models.Company, l models.Location) []Link {
	if l.ID == 0 {
		return append(companyCrumbs(c), Link{Text: "Callbacks", Href: callbacksURL(c)})
	}
	return append(locationCrumbs(c, l, "Settings"), Link{Text: "Postback config", Href: postbacksURL(l)})
}

func (p CallbackPage) head() Head {
	head := Head{Title: p.Title, Crumbs: callbackCrumbs(p.Company, p.Location, p.DatabaseRef), Problems: p.Problems}
	if p.Tried != nil || p.CheckProblem != "" {
		head.Problems = nil // nobody was refused: what must be typed again is told beside its field
	}
	switch {
	case p.Callback.ID != 0:
		head.Crumbs = append(head.Crumbs, Link{Text: p.Callback.Title(), Href: callbackURL(p.Callback)})
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
		return callbackURL(p.Callback) + "/edit"
	}
	return newCallbackURL(p.Company, p.Location, p.DatabaseRef)
}

// newCallbackURL is the form of a new callback of a place.
func newCallbackURL(c models.Company, l models.Location, s models.DatabaseRef) string {
	switch {
	case s.ID() != 0:
		return DatabaseURL(s) + "/callbacks/new"
	case l.ID != 0:
		return postbacksURL(l) + "/new"
	}
	return callbacksURL(c) + "/new"
}

// cancel is where the form leads when nothing is saved.
func (p CallbackPage) cancel() string {
	if p.Callback.ID != 0 {
		return callbackURL(p.Callback)
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

// wideChoices are the callbacks of the company whose place can be taken.
func (p CallbackPage) wideChoices() []Choice {
	choices := []Choice{{Label: "None"}}
	for _, c := range p.Wide {
		choices = append(choices, Choice{Value: c.ID.String(), Label: c.Title(), Chosen: c.ID.String() == p.Form.Cover.Replaces})
	}
	return choices
}

func (p CallbackPage) locationChoices() []Choice {
	choices := make([]Choice, len(p.Locations))
	for i, l := range p.Locations {
		id := l.ID.String()
		choices[i] = Choice{Value: id, Label: l.Name, Hint: l.Code, Chosen: slices.Contains(p.Form.Cover.Locations, id)}
	}
	return choices
}

// field is a field of the form with its problem alone.
func (p CallbackPage) field(id string) Field { return Field{ID: id, Problem: p.Problems.On(id)} }

// describedDate ties the date of start or end to what is said about it.
func (p CallbackPage) describedDate(id string) templ.Attributes {
	attributes := Field{ID: id + "_date", Hint: "shown", Problem: p.Problems.On(id + "_date")}.described()
	attributes["aria-describedby"] = fmt.Sprint("dates-hint ", attributes["aria-describedby"])
	return attributes
}

// listChoices offers values as they are. A chosen one that differs in case
// only is kept as it was given.
func listChoices(values []string, chosen string) []Choice {
	choices := make([]Choice, len(values))
	for i, value := range values {
		choices[i] = Choice{Value: value, Label: value}
		if strings.EqualFold(value, chosen) {
			choices[i] = Choice{Value: chosen, Label: chosen, Chosen: true}
		}
	}
	return choices
}

func (p CallbackPage) signInWords() string {
	if p.Form.User == "" {
		return "None"
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
func (p CallbackPage) saved() bool { return p.Callback.Settings.User != "" }

// conditionFact is the condition of a callback in a list of its settings.
func conditionFact(c models.Callback) string {
	return orDefault(c.Settings.Condition, "Always")
}

// conditionWords is the value of the closed section of the condition.
func (p CallbackPage) conditionWords() string {
	return oneLine(orDefault(p.Form.Condition, "Always sent"), 60)
}

// oneLine is the first line of a text, of at most so many characters.
func oneLine(text string, most int) string {
	line, _, more := strings.Cut(text, "\n")
	short := []rune(line)
	if more || len(short) > most {
		return string(short[:min(len(short), most)]) + "…"
	}
	return line
}
