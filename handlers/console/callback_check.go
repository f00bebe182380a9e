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
	callback.Clean()
	if p.Callback.ID != 0 {
		stored, err := c.Store.CallbackWithSecrets(r.Context(), web.Scope(r), p.Callback.PublicID)
		if _, lost := errors.AsType[models.Problems](err); err != nil && !lost {
			return err
		}
		callback.Secrets = callback.Secrets.Over(stored.Secrets, callback.Settings)
	}
	if lacks := callback.Secrets.Lack(callback.Settings); len(lacks) > 0 {
		p.CheckProblem = lacks[0].Text
		return c.show(w, r, http.StatusUnprocessableEntity, p)
	}
	tried := c.Verifier.Try(r.Context(), callback)
	p.Tried = &tried
	return c.show(w, r, http.StatusOK, p)
}
