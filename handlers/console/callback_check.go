package console

import (
	"errors"
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// check tries the URL of a form that is not saved yet, with its sign-in and
// headers, and shows the form as it was typed.
func (c callbackForms) check(w http.ResponseWriter, r *http.Request, p views.CallbackPage, callback models.Callback) error {
	problems := fillCallbackForm(&callback, p.Form, c.Store.Now())
	p.Problems = retypeProblems(p.Form, nil) // where the whole page comes back, it lost them
	if p.CheckProblem = problems.On("url"); p.CheckProblem != "" {
		return c.show(w, r, http.StatusUnprocessableEntity, p)
	}
	var lacks models.Problems
	if p.Callback.ID == 0 {
		callback.Clean()
		lacks = callback.Secrets.Lack(callback.Settings)
	} else {
		stored, err := c.Store.CallbackWithSecrets(r.Context(), web.Scope(r), p.Callback.PublicID)
		if _, lost := errors.AsType[models.Problems](err); err != nil && !lost {
			return err
		}
		callback, lacks = callback.WithKept(stored)
	}
	if len(lacks) > 0 {
		p.CheckProblem = lacks[0].Text
		return c.show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err := c.Store.RecordCheck(r.Context(), web.Access(r), callback); err != nil {
		return err
	}
	tried := c.Verifier.Try(r.Context(), callback)
	p.Tried = &tried
	return c.show(w, r, http.StatusOK, p)
}
