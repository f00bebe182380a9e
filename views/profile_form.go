package views

import (
	"strings"

	"github.com/a-h/templ"

	"callboard/models"
)

// ProfileForm is the form of a profile or subprofile as it was typed.
type ProfileForm struct {
	ProfilePage
	Key       string // of this one filling in: a second submit finds the first
	Version   int64  // the version that was on screen
	Known     []ProfileField
	New       []ProfileField
	Interests string // one a line
	More      bool   // more empty fields were asked for
	Problems  models.Problems
}

// ProfileField is a field of the form. Its Kind says how its text is meant.
type ProfileField struct {
	ID     string // of its input
	Name   string
	Sent   string // the name as the form carries it, of one that is stored
	Kind   string
	Text   string
	Stored string // what somebody else has stored meanwhile; "" for nothing
	Secret bool   // its stored value is not shown
}

// The kinds of value, as the form names them.
const (
	ValueText   = "text"
	ValueNumber = "number"
	ValueFlag   = "flag"
	ValueNone   = "none"
	ValueJSON   = "json"
)

func (f ProfileField) kinds() []Choice {
	choices := []Choice{
		{Value: ValueText, Label: "Text"},
		{Value: ValueNumber, Label: "Number"},
		{Value: ValueFlag, Label: "True or false"},
		{Value: ValueNone, Label: "No value"},
		{Value: ValueJSON, Label: "List or object"},
	}
	for i := range choices {
		choices[i].Chosen = choices[i].Value == f.Kind
	}
	return choices
}

// long says whether the text needs more than a line.
func (f ProfileField) long() bool {
	return strings.ContainsAny(f.Text, "\r\n") || len(f.Text) > 60
}

// rows is the height of a long text.
func (f ProfileField) rows() string {
	return Number(max(2, min(8, strings.Count(f.Text, "\n")+len(f.Text)/60)))
}

// area writes a text into a textarea: the first line break there is not part
// of it.
func (f ProfileField) area() string {
	if strings.HasPrefix(f.Text, "\n") {
		return "\n" + f.Text
	}
	return f.Text
}

func (p ProfileForm) word() string { return p.DatabaseRef.Resource() }

func (p ProfileForm) head() Head {
	crumbs := p.crumbs()
	head := Head{Title: "Add " + p.word(), Document: "Add " + p.word() + ", " + p.DatabaseRef.Words(), Problems: p.Problems}
	switch {
	case p.Record.ID != 0:
		head.Title, head.Document = "Edit "+p.word()+" "+p.Record.PublicID, ""
		crumbs = append(crumbs, Link{Text: profileTitle(p.Record), Href: ProfileURL(p.Record)})
	case p.Parent.ID != 0:
		head.Lead = []string{"To profile " + p.Parent.PublicID}
	}
	head.Crumbs = crumbs
	return head
}

func (p ProfileForm) action() string {
	switch {
	case p.Record.ID != 0:
		return ProfileURL(p.Record) + "/edit"
	case p.Parent.ID != 0:
		return ProfileURL(p.Parent) + "/subprofiles/" + p.DatabaseRef.Collection.PublicID + "/new"
	}
	return ProfilesURL(p.DatabaseRef) + "/new"
}

func (p ProfileForm) cancel() string {
	switch {
	case p.Record.ID != 0:
		return ProfileURL(p.Record)
	case p.Parent.ID != 0:
		return ProfileURL(p.Parent)
	}
	return ProfilesURL(p.DatabaseRef)
}

func (p ProfileForm) boxOf(f ProfileField) Field {
	box := Field{ID: f.ID, Label: f.Name, Problem: p.Problems.On(f.ID)}
	if f.Secret {
		box.Hint = "Saved, and not shown. Leave it empty to keep it."
	} else if f.Stored != "" {
		box.Hint = "Now stored: " + oneLine(f.Stored, 200)
	}
	return box
}

// focus goes to the first of the empty fields that were asked for.
func (p ProfileForm) focus(i int) templ.Attributes {
	if !p.More || i > 0 && p.New[i-1].Name == "" || p.New[i].Name != "" {
		return nil
	}
	return templ.Attributes{"autofocus": true, "data-autofocus-once": true}
}
