package console

import (
	"errors"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// eventTypeForms are the pages on which a company's own types are changed.
type eventTypeForms struct{ eventTypePages }

// companiesListed is how many companies the form lists.
const companiesListed = 200

// New shows the empty form.
func (f eventTypeForms) New(w http.ResponseWriter, r *http.Request) error {
	return f.add(w, r, http.StatusOK, views.EventTypeForm{})
}

// add shows the form of a new type, for those who may add one to a company.
func (f eventTypeForms) add(w http.ResponseWriter, r *http.Request, status int, form views.EventTypeForm) error {
	if !mayAddEventType(r) {
		return web.ForbiddenError{Need: models.EventsWrite}
	}
	companies, _, err := f.Store.Companies(r.Context(), web.Scope(r), store.OwnerFilter{Limit: companiesListed})
	if err != nil {
		return err
	}
	chosen := r.FormValue("company")
	if len(companies) != 1 {
		form.Companies = append(form.Companies, views.Choice{Label: "Select"})
	}
	for _, c := range companies {
		form.Companies = append(form.Companies, views.Choice{Value: c.PublicID, Label: c.Name, Chosen: c.PublicID == chosen})
	}
	return web.Render(w, r, status, views.EventTypeEdit(f.frame(w, r, views.NavEventTypes), form))
}

// readEventTypeForm reads the form over what is stored.
func readEventTypeForm(r *http.Request, form views.EventTypeForm) views.EventTypeForm {
	form.Name = strings.TrimSpace(r.PostFormValue("name"))
	form.Words = strings.TrimSpace(r.PostFormValue("words"))
	form.Sample, form.Schema = multilineText(r, "sample"), multilineText(r, "schema")
	return form
}

// multilineText is a field of several lines, without the line ends of forms.
func multilineText(r *http.Request, field string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(field), "\r\n", "\n"))
}

// customEventTypeOf is the type that the form makes.
func customEventTypeOf(form views.EventTypeForm) models.CustomEventType {
	next := form.Stored
	next.Words, next.Sample, next.Schema = form.Words, []byte(form.Sample), []byte(form.Schema)
	return next
}

// Create adds a type to the catalogue of a company.
func (f eventTypeForms) Create(w http.ResponseWriter, r *http.Request) error {
	form := readEventTypeForm(r, views.EventTypeForm{})
	company, err := f.Store.Company(r.Context(), web.Scope(r), r.PostFormValue("company"))
	if errors.Is(err, models.ErrNotFound) {
		own := customEventTypeOf(form)
		own.Name = form.Name
		form.Problems.Note("company", models.NotListed, "Select a company")
		form.Problems = append(form.Problems, own.Check()...)
		return f.add(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	own := customEventTypeOf(form)
	own.CompanyID, own.Name = company.ID, form.Name
	err = f.Store.SaveCustomEventType(r.Context(), web.Access(r), &own)
	if problems, status := refused(err); status != 0 {
		form.Problems = problems
		return f.add(w, r, status, form)
	}
	if err != nil {
		return err
	}
	return f.flash(w, r, views.CompanyEventTypeURL(company, own.Name), own.Name+" was added.")
}

// stored returns the form of the type that the path names.
func (f eventTypeForms) stored(r *http.Request) (views.EventTypeForm, error) {
	company, own, err := f.customTypeNamed(r, web.Scope(r))
	return views.EventTypeForm{
		Company: company, Stored: own, Name: own.Name, Words: own.Words, Sample: string(own.Sample), Schema: string(own.Schema), Version: own.Version,
	}, err
}

// Edit shows the form of a type.
func (f eventTypeForms) Edit(w http.ResponseWriter, r *http.Request) error {
	form, err := f.stored(r)
	if err != nil {
		return err
	}
	return f.edit(w, r, http.StatusOK, form)
}

func (f eventTypeForms) edit(w http.ResponseWriter, r *http.Request, status int, form views.EventTypeForm) error {
	return web.Render(w, r, status, views.EventTypeEdit(f.frame(w, r, views.NavEventTypes), form))
}

// Update stores a changed type over the version that was on screen.
func (f eventTypeForms) Update(w http.ResponseWriter, r *http.Request) error {
	before, err := f.stored(r)
	if err != nil {
		return err
	}
	form := readEventTypeForm(r, before)
	own := customEventTypeOf(form)
	own.Version = max(1, versionOf(r)) // zero would make another type
	err = f.Store.SaveCustomEventType(r.Context(), web.Access(r), &own)
	if problems, status := refused(err); status != 0 {
		form.Problems, form.Version = problems, versionOf(r)
		if status == http.StatusConflict {
			form.Version, form.Clash = before.Version, true
		}
		return f.edit(w, r, status, form)
	}
	if err != nil {
		return err
	}
	return f.flash(w, r, views.CompanyEventTypeURL(before.Company, own.Name), "Saved.")
}

// Confirm asks whether a type shall go, and says which callbacks ask for it.
func (f eventTypeForms) Confirm(w http.ResponseWriter, r *http.Request) error {
	page, err := f.page(r)
	if err != nil {
		return err
	}
	if err := f.used(r, &page); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.EventTypeDelete(f.frame(w, r, views.NavEventTypes), page))
}

// Delete takes a type away. Callbacks go on asking for its name.
func (f eventTypeForms) Delete(w http.ResponseWriter, r *http.Request) error {
	_, own, err := f.customTypeNamed(r, web.Scope(r))
	if err != nil {
		return err
	}
	if err := f.Store.DeleteCustomEventType(r.Context(), web.Access(r), own); err != nil {
		return err
	}
	return f.flash(w, r, views.EventTypesURL, "Deleted ‘"+own.Name+"’.")
}
