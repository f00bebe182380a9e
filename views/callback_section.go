package views

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"callboard/models"
)

// section is what the form of a callback has of its own for one kind. Several
// kinds can be chosen in one form, so each calls its fields by other names.
type section struct {
	Kind        models.Kind
	Starts      string // what starts it, as the radio button names it
	Label, Hint string // of the radio button; none for a kind that leaves no choice

	Read    func(*CallbackForm, models.Callback) // writes what a callback of the kind has of these fields
	When    func(CallbackPage) templ.Component
	Format  func(CallbackPage) templ.Component
	Retries func(CallbackPage) templ.Component

	FormatWords func(CallbackForm) string // value of the closed fold Format
	RetryWords  func(CallbackForm) string

	Names map[string]string // fields of the record that are called otherwise here
}

// sections are the parts of the form, in the order of its radio buttons.
func sections() []section {
	return []section{changeSection(), eventSection(), signedSection(), batchSection(), profileSection()}
}

// sectionOf returns the part of a kind.
func sectionOf(k models.Kind) section {
	all := sections()
	return all[max(0, slices.IndexFunc(all, func(s section) bool { return s.Kind == k }))]
}

// KindStartedBy returns the kind of callback that something starts, as the
// form names it.
func KindStartedBy(starts string) models.Kind {
	for _, s := range sections() {
		if s.Starts == starts {
			return s.Kind
		}
	}
	return models.KindEvent
}

// StartsOf names what starts a callback of a kind, as the form does.
func StartsOf(k models.Kind) string { return sectionOf(k).Starts }

// FieldOf names the field of the form that holds a field of a callback.
func FieldOf(k models.Kind, field string) string { return sectionOf(k).field(field) }

func (s section) field(name string) string {
	if own, ok := s.Names[name]; ok {
		return own
	}
	return name
}

// asks says whether the form has the fields of a kind: those that fit the
// place of a new callback, and the one that it is of a callback that exists.
func (p CallbackPage) asks(k models.Kind) bool {
	if p.Callback.ID != 0 {
		return p.Callback.Kind == k
	}
	return k.Traits().Fits(p.Location.ID, p.DatabaseRef.ID())
}

// sections are the parts that the form has.
func (p CallbackPage) sections() []section {
	return slices.DeleteFunc(sections(), func(s section) bool { return !p.asks(s.Kind) })
}

// startsWith names what starts the callbacks of this form that have a trait,
// as data-for does. "" says that it has none of them.
func (p CallbackPage) startsWith(trait func(models.Traits) bool) string {
	var names []string
	for _, s := range p.sections() {
		if trait(s.Kind.Traits()) {
			names = append(names, s.Starts)
		}
	}
	return strings.Join(names, " ")
}

// startChoices are the kinds of callback that can be added here.
func (p CallbackPage) startChoices() []Choice {
	var choices []Choice
	for _, s := range p.sections() {
		choices = append(choices, Choice{Value: s.Starts, Label: s.Label, Hint: s.Hint, Chosen: p.Form.Starts == s.Starts})
	}
	return choices
}

// Triggers is the form once for each trigger that can be chosen in it.
func (p CallbackPage) Triggers() []CallbackForm {
	var forms []CallbackForm
	for _, s := range p.sections() {
		form := p.Form
		form.Starts = s.Starts
		forms = append(forms, form)
	}
	return forms
}

// bad says whether one of these fields must be mended, as any part calls it.
func (p CallbackPage) bad(fields ...string) bool {
	return slices.ContainsFunc(fields, func(field string) bool {
		return p.Problems.On(field) != "" ||
			slices.ContainsFunc(p.sections(), func(s section) bool { return p.Problems.On(s.field(field)) != "" })
	})
}

// methodChoices are the methods of the kinds that leave a choice.
func (p CallbackPage) methodChoices() []Choice {
	for _, s := range p.sections() {
		if methods := s.Kind.Traits().Methods; len(methods) > 1 {
			return listChoices(methods, p.Form.Method)
		}
	}
	return nil
}

// The traits that decide about a part of the form which several kinds share.
func isSwitched(t models.Traits) bool { return t.Switched }

func isUnsigned(t models.Traits) bool { return !t.Signed }

func isWide(t models.Traits) bool { return t.Wide }

func hasMethods(t models.Traits) bool { return len(t.Methods) > 1 }
