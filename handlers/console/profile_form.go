package console

import (
	"errors"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/profile"
	"callboard/views"
	"callboard/web"
)

// starting is the empty form of a new profile of a database, or of a new
// subprofile of a profile in a collection.
func (p profilePages) starting(r *http.Request) (views.ProfileForm, error) {
	var form views.ProfileForm
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return form, err
	}
	form.ProfileList = at.profileList(r)
	if r.PathValue("profile") == "" {
		return form, nil
	}
	if form.Parent, err = p.record(r, web.Scope(r)); err == nil && form.Parent.DatabaseRefID != at.databaseRef.Database.ID {
		err = models.ErrNotFound
	}
	form.Data.Profile = form.Parent.PublicID
	return form, err
}

// New shows the empty form.
func (p profilePages) New(w http.ResponseWriter, r *http.Request) error {
	form, err := p.starting(r)
	if err != nil {
		return err
	}
	form.Key, form.New = p.Store.NewID().String(), moreFields(nil)
	return p.form(w, r, http.StatusOK, form)
}

// Create stores a new profile or subprofile, and tells the callbacks of its
// database or collection.
func (p profilePages) Create(w http.ResponseWriter, r *http.Request) error {
	form, err := p.starting(r)
	if err != nil {
		return err
	}
	changes := readProfileFields(r, profile.Data{Profile: form.Data.Profile}, &form)
	if form.More || len(form.Problems) > 0 {
		return p.formAgain(w, r, form)
	}
	by := p.profileService(r)
	by.Key = idOf(form.Key)
	var made models.Record
	if form.Parent.ID != 0 {
		made, err = by.CreateWithin(r.Context(), form.Parent, form.DatabaseRef.Collection, changes)
	} else {
		made, err = by.Create(r.Context(), form.DatabaseRef.Database, changes)
	}
	if errors.Is(err, models.ErrConflict) { // sent twice: the first one counts
		made, err = p.twin(r, form)
	}
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return p.form(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.flash(w, r, views.ProfileURL(made), p.label(form)+" "+made.PublicID+" was added.")
}

func (p profilePages) label(form views.ProfileForm) string {
	if form.Parent.ID != 0 || form.Record.ParentID != 0 {
		return "Subprofile"
	}
	return "Profile"
}

// EditRecord shows the form of a record.
func (p profilePages) EditRecord(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, views.ProfileForm{
		ProfilePage: page, Version: page.Record.Version, Known: fieldsOf(page.Data), New: moreFields(nil),
		Interests: strings.Join(page.Data.Interests, "\n"),
	})
}

// UpdateRecord stores what was typed over the version that was on screen.
// Where nothing was typed nothing happened, and nobody is told.
func (p profilePages) UpdateRecord(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	form := views.ProfileForm{ProfilePage: page, Version: versionOf(r)}
	changes := readProfileFields(r, page.Data, &form)
	if form.More || len(form.Problems) > 0 {
		return p.formAgain(w, r, form)
	}
	back := views.ProfileURL(page.Record)
	if len(changes.Fields) == 0 && changes.Interests == nil {
		return p.flash(w, r, back, "Nothing was changed.")
	}
	if form.Version == page.Record.Version {
		_, err = p.profileService(r).Update(r.Context(), page.Record, changes)
	} else {
		err = models.ErrConflict
	}
	problems, status := refused(err)
	if status == 0 && err == nil {
		return p.flash(w, r, back, "Saved.")
	}
	if status == 0 {
		return err
	}
	form.Problems = problems
	if status == http.StatusConflict {
		form.Version = page.Record.Version
	}
	return p.form(w, r, status, form)
}

// formAgain shows a form that was not stored: because of what was typed, or
// because more empty fields were asked for.
func (p profilePages) formAgain(w http.ResponseWriter, r *http.Request, form views.ProfileForm) error {
	if form.More {
		form.Problems = nil
		return p.form(w, r, http.StatusOK, form)
	}
	return p.form(w, r, http.StatusUnprocessableEntity, form)
}

func (p profilePages) form(w http.ResponseWriter, r *http.Request, status int, form views.ProfileForm) error {
	if status != http.StatusConflict {
		for i := range form.Known {
			form.Known[i].Stored = "" // that is on screen
		}
	}
	return web.Render(w, r, status, views.ProfileEdit(p.frame(w, r, views.NavCompanies), form))
}
